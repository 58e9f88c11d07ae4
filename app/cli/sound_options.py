"""The options about sound, as the core wants them."""

from __future__ import annotations

import re

from app.base.errors import UsageError
from app.cli.enhance_options import Audio, AudioTracks
from app.media.side.sound_wish import NONE, SoundWish

_CODERS = {
    Audio.COPY: "",
    Audio.AAC: "aac",
    Audio.OPUS: "libopus",
    Audio.FLAC: "flac",
    Audio.PCM: "pcm_s24le",
    Audio.NONE: NONE,
}
_RATE = re.compile(r"^(\d{1,7})(k?)$")


def parse_sound(audio: Audio, rate: str | None, tracks: AudioTracks) -> SoundWish:
    """The wish; `rate` as `192k` or `192000`.

    Raises:
        UsageError: the rate is none.
    """
    return SoundWish(_CODERS[audio], 0 if rate is None else _parse_rate(rate), tracks.value)


def _parse_rate(text: str) -> int:
    match = _RATE.match(text.strip().lower())
    if match is None or not int(match[1]):
        raise UsageError(f"“{text}” is not a bit rate; write for example 192k.")
    return int(match[1]) * (1000 if match[2] else 1)
