"""Prints the cues of a WebVTT or SubRip file as each of its readers sees them."""

import json
import sys

import pysubs2
import srt
import webvtt


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000)


path = sys.argv[1]
seen = {"pysubs2": [[e.start, e.end, e.plaintext] for e in pysubs2.load(path)]}
if path.endswith(".srt"):
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        cues = list(srt.parse(file.read()))
    seen["srt"] = [
        [round(c.start.total_seconds() * 1000), round(c.end.total_seconds() * 1000), c.content]
        for c in cues
    ]
else:
    seen["webvtt"] = [
        [milliseconds(c.start), milliseconds(c.end), c.text, c.identifier, c.voice]
        for c in webvtt.read(path)
    ]
print(json.dumps(seen))
