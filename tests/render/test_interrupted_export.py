"""What was finished is never lost, whatever ends an export."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance
from app.render.journal import work_folder
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, pictures_differ, times

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import Progress

SECONDS = 13
FRAMES = 25 * SECONDS


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "source.mp4", frames=FRAMES, b_frames=2, size=(96, 64))


def cancel_after(
    frames: int,
    source: Path,
    output: Path,
    effects: tuple[EffectSpec, ...] = (),
    **request: object,
) -> None:
    """Run an export that is cancelled once `frames` are written."""
    token = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.done >= frames:
            token.cancel()

    clip = Excerpt(MediaItem(source), effects=effects)
    wanted = EnhanceRequest(clip, output, **request)  # type: ignore[arg-type]
    with pytest.raises(Cancelled):
        enhance(wanted, token, stop)


def test_the_same_command_goes_on_and_gives_the_same_file(source: Path, tmp_path: Path) -> None:
    whole = export(source, tmp_path / "whole.mp4")
    cancel_after(150, source, tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()
    result = export(source, tmp_path / "out.mp4")
    assert result.resumed >= 100
    assert pictures_differ(whole.output, result.output) == 0
    assert times(whole.output) == times(result.output)
    assert not work_folder(result.output).exists()


def test_a_missing_segment_alone_is_made_again(source: Path, tmp_path: Path) -> None:
    whole = export(source, tmp_path / "whole.mp4")
    cancel_after(310, source, tmp_path / "out.mp4")
    (work_folder(tmp_path / "out.mp4") / "000001.segment").unlink()
    result = export(source, tmp_path / "out.mp4")
    assert result.resumed == 200
    assert pictures_differ(whole.output, result.output) == 0


def test_other_settings_begin_anew(source: Path, tmp_path: Path) -> None:
    cancel_after(150, source, tmp_path / "out.mp4")
    result = export(source, tmp_path / "out.mp4", quality=30)
    assert result.resumed == 0


def test_another_precision_begins_anew(tmp_path: Path) -> None:
    """Half of a film in bfloat16 and half in fp32 would be no uninterrupted film."""
    source = make_clip(tmp_path / "source.mp4", frames=130, size=(32, 24))
    chain = (EffectSpec("denoise", (("sigma", 10.0),)),)
    cancel_after(110, source, tmp_path / "out.mp4", effects=chain, device="cpu", precision="bf16")
    redone = export(source, tmp_path / "out.mp4", *chain, device="cpu", precision="fp32")
    assert redone.resumed == 0


def test_the_same_precision_goes_on(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=130, size=(32, 24))
    chain = (EffectSpec("denoise", (("sigma", 10.0),)),)
    cancel_after(110, source, tmp_path / "out.mp4", effects=chain, device="cpu", precision="fp32")
    resumed = export(source, tmp_path / "out.mp4", *chain, device="cpu", precision="fp32")
    assert resumed.resumed == 100


def test_a_changed_source_begins_anew(source: Path, tmp_path: Path) -> None:
    cancel_after(150, source, tmp_path / "out.mp4")
    os.utime(source, (1, 1))
    assert export(source, tmp_path / "out.mp4").resumed == 0


def test_keeping_leaves_a_playable_part(source: Path, tmp_path: Path) -> None:
    cancel_after(150, source, tmp_path / "out.mp4", when_cancelled="keep")
    part = tmp_path / "out.part.mp4"
    assert 150 <= len(times(part)) < FRAMES
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.part.mp4", "source.mp4"]


def test_discarding_leaves_nothing(source: Path, tmp_path: Path) -> None:
    cancel_after(150, source, tmp_path / "out.mp4", when_cancelled="discard")
    assert [p.name for p in tmp_path.iterdir()] == ["source.mp4"]


KILLED = """
import sys
from pathlib import Path
from app.base.cancel import CancelToken
from app.project.model import Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance
import time
def report(progress):
    time.sleep(0.004)
clip = Excerpt(MediaItem(Path(sys.argv[1])))
enhance(EnhanceRequest(clip, Path(sys.argv[2])), CancelToken(), report)
"""


@pytest.mark.slow
@pytest.mark.parametrize("segments", [1, 2])
def test_kill_9_loses_at_most_the_segment_in_work(
    segments: int, source: Path, tmp_path: Path
) -> None:
    whole = export(source, tmp_path / "whole.mp4")
    output = tmp_path / "out.mp4"
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(source), str(output)])
    wait_for(work_folder(output) / f"{segments:06d}.segment")
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not output.exists()
    result = export(source, output)
    assert result.resumed >= 100 * segments
    assert pictures_differ(whole.output, result.output) == 0


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} never appeared"
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_fails_with_a_sentence_and_keeps_segments(source: Path, tmp_path: Path) -> None:
    """The third segment's file is a device that is always full."""
    output = tmp_path / "out.mp4"
    cancel_after(205, source, output)
    full = work_folder(output) / ".000002.partial.segment"
    full.symlink_to("/dev/full")
    began = time.monotonic()
    with pytest.raises(MediaError, match="disk is full"):
        export(source, output)
    assert time.monotonic() - began < 5
    assert export(source, output).resumed == 200


def test_a_lost_output_folder_is_said(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "usb" / "out.mp4"
    with pytest.raises(MediaError, match="folder"):
        export(source, output)


def test_a_damaged_journal_begins_anew(source: Path, tmp_path: Path) -> None:
    cancel_after(150, source, tmp_path / "out.mp4")
    (work_folder(tmp_path / "out.mp4") / "journal.json").write_text('{"version": 1, "done": 7}')
    assert export(source, tmp_path / "out.mp4").resumed == 0
