"""What the command line takes about sound."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest

from app.base.errors import UsageError
from app.cli.enhance_options import Audio, AudioTracks
from app.cli.sound_options import parse_sound
from app.media.side.sound_wish import SoundWish
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke


@pytest.mark.parametrize(("text", "rate"), [("192k", 192_000), ("96000", 96_000), (None, 0)])
def test_rates(text: str | None, rate: int) -> None:
    assert parse_sound(Audio.OPUS, text, AudioTracks.MAIN) == SoundWish("libopus", rate, "main")


@pytest.mark.parametrize("text", ["loud", "0", "-5k", "192 kbit", ""])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a bit rate; write for example 192k"):
        parse_sound(Audio.AAC, text, AudioTracks.ALL)


@pytest.mark.parametrize(("audio", "codec"), [("opus", "opus"), ("none", ""), ("copy", "aac")])
def test_sound_becomes_what_is_asked_for(
    invoke: Invoke, tmp_path: Path, audio: str, codec: str
) -> None:
    clip = make_clip(tmp_path / "in.mp4", frames=10, clicks=(Fraction(1, 5),))
    outcome = invoke("enhance", clip, "-o", tmp_path / "out.mkv", "--audio", audio)
    assert outcome.code == 0, outcome.err
    with av.open(str(tmp_path / "out.mkv")) as container:
        found = [stream.codec_context.codec.canonical_name for stream in container.streams.audio]
    assert found == ([codec] if codec else [])


def test_what_such_files_do_not_take_is_one_sentence(invoke: Invoke, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "in.mp4", frames=10, clicks=(Fraction(1, 5),))
    outcome = invoke("enhance", clip, "-o", tmp_path / "out.webm", "--audio", "aac")
    assert outcome.code == 2
    assert "AAC is not played in WebM files; choose Opus." in outcome.err
