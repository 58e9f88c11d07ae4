"""Jobs: encoders that refuse, folders that vanish, neighbours that do not disturb each other."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import av
import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError
from app.media.codecs import CODECS
from app.media.video_writer import VideoWriter
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance
from app.render.journal import work_folder
from tests.helpers.clips import ClipKind, make_clip
from tests.helpers.exports import export, pictures_differ, times

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.base.progress import Progress

QUICK = {"preset": "ultrafast"}
SECONDS_TO_FAIL = 5
CHAIN = (
    EffectSpec("deinterlace"),
    EffectSpec("crop", (("left", 4), ("top", 2), ("right", 4), ("bottom", 2))),
    EffectSpec("sharpen"),
    EffectSpec("frame-rate", (("rate", "30"),)),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "s.mp4", frames=130, b_frames=2, fields="top")


def run(
    source: Path,
    output: Path,
    *effects: EffectSpec,
    at: int = 0,
    then: Callable[[], object] = lambda: None,
    cancel: CancelToken | None = None,
    **request: Any,
) -> None:
    """An export during which, once `at` frames are written, something happens."""
    happened = False

    def report(progress: Progress) -> None:
        nonlocal happened
        if progress.done >= at and not happened:
            happened = True
            then()

    wanted = EnhanceRequest(Excerpt(MediaItem(source), effects=effects), output, **request)
    enhance(wanted, cancel or CancelToken(), report)


def interrupted(source: Path, output: Path, *effects: EffectSpec, at: int, **request: Any) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        run(source, output, *effects, at=at, then=token.cancel, cancel=token, **request)


@pytest.mark.parametrize("at", [30, 125])
def test_a_resumed_chain_gives_the_uninterrupted_film(
    at: int, source: Path, tmp_path: Path
) -> None:
    """28, 31. Also for effects that look at neighbours or change the rate."""
    whole = export(source, tmp_path / "whole.mp4", *CHAIN, options=QUICK)
    interrupted(source, tmp_path / "out.mp4", *CHAIN, at=at, options=QUICK)
    result = export(source, tmp_path / "out.mp4", *CHAIN, options=QUICK)
    assert (result.resumed > 0) == (at > 120)
    assert times(result.output) == times(whole.output)
    assert pictures_differ(whole.output, result.output) == 0


@pytest.mark.parametrize("codec", ["libx265", "libsvtav1", "libvpx-vp9", "ffv1"])
def test_every_encoder_gives_the_same_film_after_an_interruption(
    codec: str, source: Path, tmp_path: Path
) -> None:
    """28. To the bit, whatever its threads do."""
    fast = {"libx265": QUICK, "libvpx-vp9": {"deadline": "realtime"}, "libsvtav1": {"preset": "12"}}
    request: dict[str, Any] = {"codec": codec, "options": fast.get(codec, {})}
    whole = export(source, tmp_path / "whole.mkv", **request)
    interrupted(source, tmp_path / "out.mkv", at=110, **request)
    assert export(source, tmp_path / "out.mkv", **request).resumed == 100
    assert pictures_differ(whole.output, tmp_path / "out.mkv") == 0


def test_a_resumed_gif_is_the_uninterrupted_one(source: Path, tmp_path: Path) -> None:
    """28."""
    whole = export(source, tmp_path / "whole.gif")
    interrupted(source, tmp_path / "out.gif", at=110)
    result = export(source, tmp_path / "out.gif")
    assert result.resumed == 100
    assert result.output.read_bytes() == whole.output.read_bytes()


def test_resumed_pictures_are_the_uninterrupted_ones(source: Path, tmp_path: Path) -> None:
    """28."""
    for name in ("whole", "out"):
        (tmp_path / name).mkdir()
    export(source, tmp_path / "whole" / "%05d.png")
    interrupted(source, tmp_path / "out" / "%05d.png", at=110)
    result = export(source, tmp_path / "out" / "%05d.png")
    assert result.resumed == 100
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["out.mp4", "out.gif", "%05d.png"])
def test_an_output_folder_that_vanishes_is_said_at_once(name: str, tmp_path: Path) -> None:
    """29. Not hours later, when the file is to be finished."""
    source = make_clip(tmp_path / "s.mp4", frames=100)
    folder = tmp_path / "usb"
    folder.mkdir()
    gone: list[float] = []

    def unplug() -> None:
        shutil.rmtree(folder)
        gone.append(time.monotonic())

    with pytest.raises(MediaError, match=r"usb.* (is gone|cannot be written)"):
        run(source, folder / name, at=20, then=unplug)
    assert time.monotonic() - gone[0] < SECONDS_TO_FAIL
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a file in use cannot be deleted there")
def test_a_slow_encoder_notices_a_lost_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """29. Writing into a deleted folder goes well on many systems until the file is to appear."""
    source = make_clip(tmp_path / "s.mp4", frames=100)
    folder = tmp_path / "usb"
    folder.mkdir()
    write = VideoWriter.write

    def slowly(self: VideoWriter, frame: Any) -> None:
        time.sleep(0.2)
        write(self, frame)

    monkeypatch.setattr(VideoWriter, "write", slowly)
    began = time.monotonic()
    with pytest.raises(MediaError, match="gone"):
        run(source, folder / "out.mp4", at=1, then=lambda: shutil.rmtree(folder))
    assert time.monotonic() - began < SECONDS_TO_FAIL


@pytest.mark.parametrize(
    ("codec", "options", "words"),
    [
        ("libx264", {"preset": "nonsense"}, "preset=nonsense"),
        ("libx264", {"pressed": "slow"}, "no option “pressed”"),
        ("libx265", {"crf": "abc"}, "crf=abc"),
        ("libsvtav1", {"preset": "99"}, "preset=99"),
        ("libvpx-vp9", {"cpu_used": "3"}, "no option “cpu_used”"),
        ("ffv1", {"coder": "no"}, "coder=no"),
    ],
)
def test_options_an_encoder_does_not_take_are_refused_before_the_first_frame(
    codec: str, options: dict[str, str], words: str, tmp_path: Path
) -> None:
    """30. Neither ignored nor found out after decoding for a while; no trace is left."""
    source = make_clip(tmp_path / "s.mp4", frames=10)
    began = time.monotonic()
    with pytest.raises(MediaError, match=words):
        export(source, tmp_path / "out.mkv", codec=codec, options=options)
    assert time.monotonic() - began < SECONDS_TO_FAIL
    assert [path.name for path in tmp_path.iterdir()] == ["s.mp4"]
    assert threading.active_count() == 1


@pytest.mark.parametrize("codec", [c.name for c in CODECS if not c.hardware])
def test_our_own_options_are_all_known(codec: str, tmp_path: Path) -> None:
    """30. The writer refuses an option that its encoder leaves over."""
    chosen = next(c for c in CODECS if c.name == codec)
    suffix = ".mov" if "mov" in chosen.containers else ".mkv"
    kind = ClipKind(frames=2, size=(256, 128), codec="ffv1", pix_fmt=chosen.formats[0])
    source = make_clip(tmp_path / "s.nut", kind)
    assert export(source, tmp_path / f"out{suffix}", codec=codec).frames == 2


@pytest.mark.parametrize("effects", [(), CHAIN], ids=["identity", "chain"])
def test_an_encoder_that_dies_on_the_way_ends_everything(
    effects: tuple[EffectSpec, ...], source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """30. The stages before it stand with full queues when it happens."""
    encode = VideoWriter._encode
    died: list[float] = []

    def dying(self: VideoWriter, frame: av.VideoFrame | None) -> None:
        if self.frames == 20:
            time.sleep(0.3)
            died.append(time.monotonic())
            raise self._failed(av.error.ExternalError(1, "generic error in an external library"))
        encode(self, frame)

    monkeypatch.setattr(VideoWriter, "_encode", dying)
    with pytest.raises(MediaError, match="libx264 fails: generic error"):
        export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    assert time.monotonic() - died[0] < SECONDS_TO_FAIL
    assert list(tmp_path.iterdir()) == [source]
    names = {thread.name for thread in threading.enumerate()}
    assert names.isdisjoint({"decode", "effects"})


def test_two_exports_in_one_program_do_not_disturb_each_other(source: Path, tmp_path: Path) -> None:
    """35. Same source, same folder, two results with the same beginning of their names."""
    outputs = [tmp_path / name for name in ("out.mp4", "out.mkv", "out.part.mp4")]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda output: export(source, output, options=QUICK), outputs))
    alone = export(source, tmp_path / "alone.mp4", options=QUICK)
    assert [pictures_differ(alone.output, output) for output in outputs] == [0, 0, 0]
    assert not any(work_folder(output).exists() for output in outputs)


def test_a_second_run_into_the_same_file_is_refused(source: Path, tmp_path: Path) -> None:
    """35. And does no harm to the first."""
    output = tmp_path / "out.mp4"
    said: list[str] = []

    def again() -> None:
        with pytest.raises(MediaError, match=r"Another run is writing out\.mp4") as refused:
            export(source, output, options=QUICK, quality=30)
        said.append(str(refused.value))

    run(source, output, at=50, then=again, options=QUICK)
    assert said
    assert len(times(output)) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.mp4", "s.mp4"]


EXPORT = """
import sys
from pathlib import Path
from app.base.cancel import CancelToken
from app.project.model import Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance
request = EnhanceRequest(Excerpt(MediaItem(Path(sys.argv[1]))), Path(sys.argv[2]))
enhance(request, CancelToken())
"""


def test_two_programs_do_not_disturb_each_other(source: Path, tmp_path: Path) -> None:
    """35."""
    outputs = [tmp_path / "one.mp4", tmp_path / "two.mp4"]
    command = [sys.executable, "-c", EXPORT, str(source)]
    programs = [subprocess.Popen([*command, str(output)]) for output in outputs]
    assert [program.wait(timeout=120) for program in programs] == [0, 0]
    assert pictures_differ(*outputs) == 0
    assert len(times(outputs[0])) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.mp4", "s.mp4", "two.mp4"]


@pytest.mark.parametrize("output", ["out.mp4", "out.gif", "out/%05d.png"])
def test_neither_names_with_percent_nor_spaces_need_care(output: str, tmp_path: Path) -> None:
    """34. Also in the names of the folders."""
    folder = tmp_path / "50 % of it's %d 日本 [a]*"
    (folder / "out").mkdir(parents=True)
    source = make_clip(folder / "s %20 100%.mp4", frames=3)
    assert export(source, folder / output).frames == 3
    assert len(list(folder.rglob("0*.png" if "png" in output else output))) in (1, 3)


def test_a_long_name_is_refused_with_a_sentence_or_works(tmp_path: Path) -> None:
    """34."""
    source = make_clip(tmp_path / "s.mp4", frames=3)
    with pytest.raises(MediaError, match=r"long|written"):
        export(source, tmp_path / f"{'x' * 251}.mp4")
    deep = tmp_path / "/".join(["folder" * 10] * 6)
    deep.mkdir(parents=True)
    assert export(source, deep / "out.mp4").frames == 3


def test_a_source_that_may_only_be_read_is_enough(tmp_path: Path) -> None:
    """34."""
    source = make_clip(tmp_path / "s.mp4", frames=3)
    source.chmod(0o400)
    before = source.stat()
    assert export(source, tmp_path / "out.mp4").frames == 3
    assert (source.stat().st_mode, source.stat().st_mtime_ns) == (
        before.st_mode,
        before.st_mtime_ns,
    )
