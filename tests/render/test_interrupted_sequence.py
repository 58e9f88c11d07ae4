"""A timeline's render survives what an export survives."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled
from app.project.model import EffectSpec
from app.render.journal import work_folder
from app.render.render_project import RenderRequest, render_project
from tests.helpers.clips import make_clip
from tests.helpers.exports import pictures_differ, times
from tests.helpers.timelines import numbers, placed, render, timeline

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.picture import Picture
    from app.base.progress import Progress
    from app.project.model import Project

TOTAL = 325
CUT = {"codec": "ffv1"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """13 s: two clips with a gap, one over them with a chain that looks at its neighbours."""
    return make_project(tmp_path)


def make_project(folder: Path) -> Project:
    a = make_clip(folder / "a.mp4", frames=150, b_frames=2, size=(96, 64))
    b = make_clip(folder / "b.mkv", frames=300, codec="ffv1", rate=Fraction(50), size=(64, 64))
    chain = (EffectSpec("deinterlace"),)
    below = (placed(a), placed(a, "175/25", 0, "150/25"))
    above = (placed(b, "80/25", "1/25", "81/25", chain),)
    return timeline(folder, below, above)


def cancel_after(frames: int, project: Project, output: Path, **request: Any) -> None:
    token = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.done >= frames:
            token.cancel()

    wanted = RenderRequest(project, output, device="cpu", **({**CUT, **request}))
    with pytest.raises(Cancelled):
        render_project(wanted, token, stop)


def same(one: Path, other: Path) -> bool:
    return pictures_differ(one, other) == 0 and times(one) == times(other)


def test_a_pause_in_every_segment_changes_nothing(project: Project, tmp_path: Path) -> None:
    whole = render(project, tmp_path / "whole.mkv", **CUT)
    assert len(numbers(whole.output)) == TOTAL
    output = tmp_path / "out.mkv"
    for frames in (90, 130, 210, 310):
        cancel_after(frames, project, output)
        assert not output.exists()
    result = render(project, output, **CUT)
    assert result.resumed == 300
    assert same(whole.output, output)
    assert not work_folder(output).exists()


def test_a_missing_segment_alone_is_made_again(project: Project, tmp_path: Path) -> None:
    whole = render(project, tmp_path / "whole.mkv", **CUT)
    cancel_after(310, project, tmp_path / "out.mkv")
    (work_folder(tmp_path / "out.mkv") / "000001.segment").unlink()
    result = render(project, tmp_path / "out.mkv", **CUT)
    assert result.resumed == 200
    assert same(whole.output, result.output)


def test_keeping_leaves_a_playable_part(project: Project, tmp_path: Path) -> None:
    cancel_after(150, project, tmp_path / "out.mkv", when_cancelled="keep")
    part = tmp_path / "out.part.mkv"
    assert 150 <= len(times(part)) < TOTAL
    assert not (tmp_path / "out.mkv").exists()


def test_discarding_leaves_nothing(project: Project, tmp_path: Path) -> None:
    cancel_after(150, project, tmp_path / "out.mkv", when_cancelled="discard")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4", "b.mkv"]


def test_an_edited_timeline_begins_anew(project: Project, tmp_path: Path) -> None:
    cancel_after(150, project, tmp_path / "out.mkv")
    below, above = project.tracks
    edited = replace(project, tracks=(below, replace(above, hidden=True)))
    assert render(edited, tmp_path / "out.mkv", **CUT).resumed == 0


def test_muting_keeps_finished_pictures(project: Project, tmp_path: Path) -> None:
    """Sound is mixed at the end, so it is no reason to make pictures again."""
    cancel_after(150, project, tmp_path / "out.mkv")
    muted = replace(project, tracks=tuple(replace(t, muted=True) for t in project.tracks))
    assert render(muted, tmp_path / "out.mkv", **CUT).resumed == 100


def test_small_pictures_are_shown_while_it_runs(project: Project, tmp_path: Path) -> None:
    seen: list[Picture] = []

    def slow(progress: Progress) -> None:
        time.sleep(0.005)

    began = time.monotonic()
    wanted = RenderRequest(project, tmp_path / "out.mkv", device="cpu", codec="ffv1")
    render_project(wanted, CancelToken(), slow, seen.append)
    assert 2 <= len(seen) <= 2 * (time.monotonic() - began) + 1
    assert {(p.layout.family, p.layout.bits, p.height) for p in seen} == {("rgb", 8, 180)}
    assert {p.width for p in seen} == {270}


def test_a_paused_render_lets_go_of_its_folder(project: Project, tmp_path: Path) -> None:
    """Another run may go on at once, from another process too: no lock is held."""
    cancel_after(150, project, tmp_path / "out.mkv")
    cancel_after(220, project, tmp_path / "out.mkv")
    assert render(project, tmp_path / "out.mkv", **CUT).resumed == 200


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from app.base.cancel import CancelToken
from app.render.render_project import RenderRequest, render_project
from tests.helpers.timelines import placed, timeline
folder = Path(sys.argv[1])
a, b = folder / "a.mp4", folder / "b.mkv"
row = placed(a), placed(b, "160/25", 0, "140/25")
project = timeline(folder, row)
render_project(
    RenderRequest(project, folder / "out.mp4", device="cpu"),
    CancelToken(),
    lambda progress: time.sleep(0.004),
)
"""


@pytest.mark.slow
@pytest.mark.parametrize("segments", [1, 2])
def test_kill_9_loses_at_most_the_segment_in_work(
    segments: int, project: Project, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    a, b = tmp_path / "a.mp4", tmp_path / "b.mkv"
    edit = timeline(tmp_path, (placed(a), placed(b, "160/25", 0, "140/25")))
    whole = render(edit, tmp_path / "whole.mp4")
    output = tmp_path / "out.mp4"
    root = str(pytestconfig.rootpath)
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path), root]) as child:
        wait_for(work_folder(output) / f"{segments:06d}.segment", child)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert not output.exists()
    result = render(edit, output)
    assert result.resumed >= 100 * segments
    assert pictures_differ(whole.output, output) == 0
    assert times(whole.output) == times(output)


def wait_for(path: Path, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert child.poll() is None, "it ended too early"
        assert time.monotonic() < deadline, f"{path.name} never appeared"
        time.sleep(0.01)
