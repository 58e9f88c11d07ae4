"""Prints the events of a CMX 3600 list as two readers see them. Usage: edl.py FILE RATE."""

import json
import sys

import opentimelineio as otio
import pycmx

path, rate = sys.argv[1], float(sys.argv[2])
timeline = otio.adapters.read_from_file(path, "cmx_3600", rate=rate)
clips = list(timeline.find_clips())
times = [clip.range_in_parent() for clip in clips]
seen = {
    "otio": [
        [round(t.start_time.value), round(t.end_time_exclusive().value), clip.name]
        for t, clip in zip(times, clips, strict=True)
    ],
    "markers": [
        [round(marker.marked_range.start_time.value), marker.name, marker.color]
        for clip in clips
        for marker in clip.markers
    ],
}
with open(path, encoding="utf-8") as file:  # noqa: PTH123
    edits = [edit for event in pycmx.parse_cmx3600(file).events for edit in event.edits]
seen["pycmx"] = [[e.record_in, e.record_out, e.clip_name, e.source] for e in edits]
print(json.dumps(seen))
