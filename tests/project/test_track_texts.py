"""What was written before is not written out anew, and gives the very same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.layer_json import plain_track
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box
from app.project import storage, track_texts
from app.project.layout import laid_out
from app.project.model import MediaItem, Project
from app.project.track_texts import TrackTexts


def track(number: int, keys: int, label: str = "Müller") -> Track:
    frames = (Keyframe(f, Box(f, 1.5, f + 20.25, 30)) for f in range(keys))
    return Track(number, label, tuple(frames))


def project(*tracks: Track, name: str = "a.mp4") -> Project:
    layer = AnnotationLayer(MediaFacts("a.mp4", 64, 48, 300), (Label("Müller"),), tracks)
    return Project((MediaItem(Path("/films") / name, "m"),), layers=(("m", layer),))


@pytest.mark.parametrize("keys", [1, track_texts.LONG - 1, track_texts.LONG, 60])
@pytest.mark.parametrize("name", ["a.mp4", "caf\udce9.mp4"])
def test_the_bytes_are_the_same_with_texts_and_without(keys: int, name: str) -> None:
    texts, whole = TrackTexts(), project(track(1, keys), track(2, 1), track(3, keys), name=name)
    expected = storage.encoded(whole, None)
    assert storage.encoded(whole, None, texts) == expected
    assert storage.encoded(whole, None, texts) == expected


def test_only_what_changed_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def counted(one: Track) -> dict[str, object]:
        made.append(one.id)
        return plain_track(one)

    monkeypatch.setattr("app.project.track_texts.plain_track", counted)
    texts, first, second = TrackTexts(), track(1, 50), track(2, 50)
    storage.encoded(project(first, second), None, texts)
    moved = replace(second, keyframes=second.keyframes[:-1])
    data = storage.encoded(project(first, moved), None, texts)
    assert made == [1, 2, 2]
    rows = json.loads(data)["layers"][0]["layer"]["tracks"]
    assert [len(row["keyframes"]) for row in rows] == [50, 49]


def test_tracks_that_are_gone_are_forgotten() -> None:
    texts = TrackTexts()
    storage.encoded(project(track(1, 50), track(2, 50)), None, texts)
    assert len(texts) == 2
    storage.encoded(project(track(3, 50)), None, texts)
    assert len(texts) == 1


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, whole = TrackTexts(), project(track(1, 50), track(2, 50))
    monkeypatch.setattr(track_texts, "MOST", 4000)
    expected = laid_out(json.loads(storage.encoded(whole, None)))
    assert storage.encoded(whole, None, texts) == expected
    assert len(texts) == 1
