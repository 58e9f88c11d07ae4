"""Prints the clips and markers of an OpenTimelineIO file."""

import json
import sys
from typing import Any

import opentimelineio as otio

timeline = otio.adapters.read_from_file(sys.argv[1], "otio_json")


def frames(span: Any) -> list[float]:
    return [span.start_time.value, span.end_time_exclusive().value, span.start_time.rate]


first = timeline.tracks[0]
seen = {
    "clips": [[*frames(clip.range_in_parent()), clip.name] for clip in first.find_clips()],
    "media": [clip.media_reference.target_url for clip in first.find_clips()],
    "markers": [
        [track.name, marker.name, marker.color, *frames(marker.marked_range)]
        for track in timeline.tracks
        for marker in track.markers
    ],
    "length": timeline.duration().to_seconds(),
}
print(json.dumps(seen))
