"""What `probe` says about a file is what is in it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.colour import ColourSpec, Matrix, Primaries, Range, Transfer
from app.base.errors import MediaError
from app.base.picture import PixelLayout
from app.media.probe import VideoInfo, probe
from tests.helpers.clips import HDR10, make_clip
from tests.helpers.damage import ORIENTATIONS, cover_first, cut_off, orient
from tests.helpers.side_clips import Clip, Sound, Words, write_clip

if TYPE_CHECKING:
    from pathlib import Path


def video_of(path: Path) -> VideoInfo:
    video = probe(path).video
    assert video is not None
    return video


def test_an_ordinary_clip(tmp_path: Path) -> None:
    info = probe(make_clip(tmp_path / "a.mp4", b_frames=2, tags={"title": "A clip"}))
    video = info.video
    assert video is not None
    assert (video.codec, video.format.size, video.frame_count) == ("h264", (64, 48), 24)
    assert video.format.rate == video.average_rate == 25
    assert video.start == 0
    assert video.end == info.duration == Fraction(24, 25)
    assert (video.rotation, video.scan, video.hdr) == (0, "progressive", None)
    assert info.metadata["title"] == "A clip"
    assert info.others == ()
    assert info.warnings == ()


def test_a_variable_rate_is_none_and_has_a_mean(tmp_path: Path) -> None:
    times = [0, 33, 83, 99, 132, 182, 198, 231]
    video = video_of(make_clip(tmp_path / "a.mkv", pts=times, time_base=Fraction(1, 1000)))
    assert video.format.rate is None
    assert 29 < video.average_rate < 30


@pytest.mark.parametrize(
    ("pix_fmt", "layout"),
    [
        ("yuv420p", PixelLayout()),
        ("yuv420p10le", PixelLayout("yuv", 10)),
        ("yuv422p10le", PixelLayout("yuv", 10, (1, 0))),
        ("yuv444p", PixelLayout("yuv", 8, (0, 0))),
    ],
)
def test_depth_and_subsampling(tmp_path: Path, pix_fmt: str, layout: PixelLayout) -> None:
    assert video_of(make_clip(tmp_path / "a.mp4", pix_fmt=pix_fmt)).format.layout == layout


@pytest.mark.parametrize(
    ("codec", "pix_fmt", "name"),
    [("prores_ks", "yuva444p10le", "a.mov"), ("ffv1", "yuva420p", "a.mkv")],
)
def test_transparency(tmp_path: Path, codec: str, pix_fmt: str, name: str) -> None:
    assert video_of(make_clip(tmp_path / name, codec=codec, pix_fmt=pix_fmt)).format.layout.alpha


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
@pytest.mark.parametrize(
    ("pix_fmt", "colour"),
    [
        ("yuv420p", ColourSpec(Matrix.BT470BG, Range.LIMITED, Primaries.BT470BG, 6)),
        ("yuv420p", ColourSpec(Matrix.SMPTE170M, Range.LIMITED, Primaries.SMPTE170M, 6)),
        ("yuv420p", ColourSpec(Matrix.BT709, Range.FULL, Primaries.BT709, Transfer.BT709)),
        ("yuv420p10le", ColourSpec(Matrix.BT2020_NCL, 1, Primaries.BT2020, Transfer.HLG)),
        ("yuv420p10le", ColourSpec(Matrix.BT2020_NCL, 1, Primaries.BT2020, Transfer.PQ)),
    ],
)
def test_colour_tags(tmp_path: Path, name: str, pix_fmt: str, colour: ColourSpec) -> None:
    clip = make_clip(tmp_path / name, pix_fmt=pix_fmt, colour=colour)
    assert video_of(clip).format.colour == colour


def test_full_range_by_pixel_format_alone(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mkv", codec="mjpeg", pix_fmt="yuvj420p")
    assert video_of(clip).format.colour.range == Range.FULL


def test_hdr10_metadata(tmp_path: Path) -> None:
    clip = make_clip(
        tmp_path / "a.mp4",
        codec="libx265",
        pix_fmt="yuv420p10le",
        options={"x265-params": HDR10},
        colour=ColourSpec(Matrix.BT2020_NCL, Range.LIMITED, Primaries.BT2020, Transfer.PQ),
    )
    hdr = video_of(clip).hdr
    assert hdr is not None
    assert hdr.mastering is not None
    assert (hdr.max_cll, hdr.max_fall) == (1000, 400)
    assert hdr.mastering.red == (Fraction(34_000, 50_000), Fraction(16_000, 50_000))
    assert hdr.mastering.maximum == 1000
    assert hdr.mastering.minimum == Fraction(5, 1000)
    assert hdr.mastering.x265 in HDR10


@pytest.mark.parametrize("fields", ["top", "bottom"])
def test_interlacing_and_field_order(tmp_path: Path, fields: str) -> None:
    assert video_of(make_clip(tmp_path / "a.mp4", fields=fields)).scan == f"{fields} field first"


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_the_shape_of_samples(tmp_path: Path, name: str) -> None:
    clip = make_clip(tmp_path / name, aspect=Fraction(16, 11))
    assert video_of(clip).format.sample_aspect_ratio == Fraction(16, 11)


@pytest.mark.parametrize("name", ORIENTATIONS)
def test_rotation_swaps_sides_and_sample_shape(tmp_path: Path, name: str) -> None:
    clip = make_clip(tmp_path / "a.mp4", aspect=Fraction(16, 11), frames=2)
    video = video_of(orient(clip, ORIENTATIONS[name]))
    swapped = ORIENTATIONS[name][0] == 0
    assert video.format.size == ((48, 64) if swapped else (64, 48))
    aspect = video.format.sample_aspect_ratio
    assert aspect == (Fraction(11, 16) if swapped else Fraction(16, 11))
    if name.startswith("turned"):
        assert video.rotation == int(name.split()[1])


def test_a_cover_is_never_taken_for_the_video(tmp_path: Path) -> None:
    info = probe(cover_first(make_clip(tmp_path / "a.mp4", cover=True)))
    assert info.video is not None
    assert info.video.index == 1
    assert info.video.codec == "h264"
    assert [other.kind for other in info.others] == ["cover art"]


def test_everything_beside_the_video_is_listed(tmp_path: Path) -> None:
    clip = Clip(
        sounds=(Sound(title="Original"), Sound(language="deu", layout="5.1")),
        words=(Words(),),
        font=b"font",
        chapters=((0, 1000, "One"), (1000, 4000, "Two")),
    )
    info = probe(write_clip(tmp_path / "a.mkv", clip))
    assert [o.kind for o in info.others] == ["audio", "audio", "subtitle", "attachment"]
    assert [o.language for o in info.others[:2]] == ["eng", "deu"]
    assert info.others[0].title == "Original"
    assert info.others[1].detail == "48000 Hz, 5.1"
    assert info.chapters == 2


def test_a_second_video_is_a_further_stream(tmp_path: Path) -> None:
    info = probe(write_clip(tmp_path / "a.mkv", Clip(videos=2)))
    assert info.video is not None
    assert info.video.format.size == (64, 48)
    assert [other.kind for other in info.others] == ["video"]


def test_a_sound_file_has_no_video(tmp_path: Path) -> None:
    info = probe(write_clip(tmp_path / "a.mkv", Clip(videos=0, sounds=(Sound(),))))
    assert info.video is None
    assert info.duration is not None
    assert info.duration > 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("gone.mp4", None, "There is no file .*gone.mp4; check the name"),
        ("text.mp4", b"words" * 99, "text.mp4 cannot be opened: it is damaged, cut off, or not"),
        ("empty.mkv", b"", "empty.mkv cannot be opened: it is damaged"),
    ],
)
def test_what_is_no_media_file_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(MediaError, match=words):
        probe(tmp_path / name)


def test_a_folder_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is a folder; name a file, or a sequence"):
        probe(tmp_path)


def test_an_mp4_whose_table_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="damaged, cut off"):
        probe(cut_off(make_clip(tmp_path / "a.mp4"), 0.6))


def test_a_playlist_opens_nothing_on_the_network(tmp_path: Path) -> None:
    (tmp_path / "a.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n")
    with pytest.raises(MediaError):
        probe(tmp_path / "a.m3u8")


@pytest.mark.parametrize(
    ("name", "size", "rate", "frames"),
    [
        ("car-detection.mp4", (768, 432), Fraction(25, 2), 377),
        ("04_coffee.mp4", (1280, 720), Fraction(30_000, 1001), None),
        ("bigbuckbunny.mp4", (1280, 720), Fraction(25), None),
        ("counter.mp4", (1920, 1080), Fraction(10), None),
    ],
)
def test_real_clips(
    media_dir: Path, name: str, size: tuple[int, int], rate: Fraction, frames: int | None
) -> None:
    video = video_of(media_dir / "clips" / name)
    assert video.format.size == size
    assert video.format.rate == rate
    assert frames in (None, video.frame_count)


def test_real_clips_with_something_special(media_dir: Path) -> None:
    clips = media_dir / "clips"
    assert video_of(clips / "video_90.mov").rotation == 90
    assert video_of(clips / "video_180.mov").rotation == 180
    assert video_of(clips / "issue-134-rotate.mp4").rotation in (90, 270)
    assert video_of(clips / "h264_10bits.mp4").format.layout.bits == 10
    assert video_of(clips / "bt709_full_range.mp4").format.colour.range == Range.FULL
    assert video_of(clips / "cockatoo.mp4").format.layout.chroma_shift == (0, 0)
    aspect = video_of(clips / "carphone_pristine.mp4").format.sample_aspect_ratio
    assert aspect == Fraction(128, 117)
    assert video_of(clips / "newtonscradle.gif").format.rate is None


def test_a_real_clip_with_six_streams(media_dir: Path) -> None:
    info = probe(media_dir / "clips" / "nasa_13013.mp4")
    kinds = [other.kind for other in info.others]
    assert sorted(kinds) == ["audio", "audio", "subtitle", "subtitle", "video"]
