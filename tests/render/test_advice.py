"""What an export changes is said before it begins, and what it costs."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.base.cancel import CancelToken
from app.base.colour import ColourSpec, Matrix, Range
from app.base.errors import Cancelled
from app.project.model import EffectSpec, Project
from app.render import advice
from app.render.advice import Change, what_will_change
from app.render.estimate import SizeEstimate, estimate_size, room_for
from app.render.export_measure import measure_export
from app.render.export_presets import EXPORT_PRESETS, find_preset
from app.render.prospect import ModelUse, Prospect, foresee
from app.render.render_project import RenderRequest
from tests.helpers.clips import make_clip
from tests.helpers.timelines import placed, render, timeline

HD = ColourSpec(matrix=Matrix.BT709, range=Range.LIMITED)


def foreseen(project: Project, output: Path, **request: Any) -> Prospect:
    return foresee(RenderRequest(project, output, **request), CancelToken())


def told(prospect: Prospect) -> dict[str, tuple[str, str]]:
    return {c.title: (c.kind, c.detail) for c in what_will_change(prospect)}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One clip with sound."""
    clip = make_clip(tmp_path / "a.mp4", frames=50, clicks=(Fraction(1, 2),), colour=HD)
    return timeline(tmp_path, (placed(clip),))


def test_an_ordinary_export_keeps_almost_everything(project: Project, tmp_path: Path) -> None:
    said = told(foreseen(project, tmp_path / "o.mp4"))
    assert said["Size"] == ("same", "64 × 48")
    assert said["Rate"] == ("same", "25 fps")
    assert said["Colour"] == ("same", "BT.709 limited range")
    assert said["Bit depth"] == ("same", "4:2:0 8-bit")
    assert said["Sound"] == ("same", "Copied without loss")
    assert said["Video"] == ("change", "Encoded as H.264 (x264).")
    assert not [kind for kind, _ in said.values() if kind == "warning"]


def test_what_a_chain_and_an_intermediate_change(project: Project, tmp_path: Path) -> None:
    clip = project.tracks[0].clips[0]
    chain = (EffectSpec("resize", (("width", 128.0),)), EffectSpec("frame-rate"))
    track = replace(project.tracks[0], clips=(replace(clip, effects=chain),))
    changed = replace(project, tracks=(track,))
    said = told(foreseen(changed, tmp_path / "o.mov", codec="prores_ks"))
    assert said["Size"] == ("change", "64 × 48 → 128 × 96")
    assert said["Rate"] == ("change", "25 fps → 30 fps")
    assert said["Bit depth"] == ("change", "4:2:0 8-bit → 4:2:2 10-bit")


def test_changes_come_first_and_warnings_last(project: Project, tmp_path: Path) -> None:
    (tmp_path / "o.gif").touch()
    kinds = [c.kind for c in what_will_change(foreseen(project, tmp_path / "o.gif"))]
    assert kinds == sorted(kinds, key=["change", "same", "note", "warning"].index)
    said = told(foreseen(project, tmp_path / "o.gif"))
    assert said["File"] == ("warning", "o.gif exists already and would be replaced.")
    assert said["Colours"][0] == "warning"
    assert said["Sound"] == ("note", "Pictures and GIFs have no sound.")


def test_a_sequence_says_what_is_fitted_and_mixed(project: Project, tmp_path: Path) -> None:
    other = make_clip(tmp_path / "b.mp4", frames=10, size=(96, 48), clicks=(Fraction(1, 5),))
    row = (*project.tracks[0].clips, placed(other, 2))
    prospect = foreseen(timeline(tmp_path, row), tmp_path / "o.mp4")
    said = told(prospect)
    assert prospect.frames == 60
    assert prospect.length == Fraction(60, 25)
    clips = "1 of 2 clips are scaled or recoloured to fit; bars are black."
    assert said["Clips"] == ("note", clips)
    assert said["Sound"] == ("change", "Put together from the clips, encoded as AAC.")


def test_only_an_explicit_yes_is_a_commercial_licence(project: Project, tmp_path: Path) -> None:
    prospect = foreseen(project, tmp_path / "o.mp4")
    for use, expected in (("yes", []), ("no", ["warning"]), ("unknown", ["warning"])):
        used = replace(prospect, models=(ModelUse("Net", "CC BY-NC 4.0", use),))
        kinds = [c.kind for c in what_will_change(used) if c.title == "Licence"]
        assert kinds == expected


def test_models_of_a_chain_are_found(project: Project, tmp_path: Path) -> None:
    clip = replace(project.tracks[0].clips[0], effects=(EffectSpec("upscale"),))
    upscaled = replace(project, tracks=(replace(project.tracks[0], clips=(clip,)),))
    (model,) = foreseen(upscaled, tmp_path / "o.mp4").models
    assert model.licence


def test_every_sentence_has_its_values(project: Project, tmp_path: Path) -> None:
    for name in ("o.mp4", "o.gif", "o.png", "o.mkv"):
        for change in what_will_change(foreseen(project, tmp_path / name)):
            assert change.detail
            assert "{" not in change.detail
    assert Change("note", "A", "{n} of", {"n": "3"}).detail == "3 of"


@pytest.mark.parametrize("preset", EXPORT_PRESETS, ids=lambda preset: preset.id)
def test_every_preset_works_and_is_foreseen(preset: Any, project: Project, tmp_path: Path) -> None:
    name = f"%03d{preset.suffix}" if preset.pictures else f"o{preset.suffix}"
    request = {"codec": preset.codec, "quality": preset.quality, "options": dict(preset.options)}
    wanted = RenderRequest(project, tmp_path / name, **request)
    prospect = foresee(wanted, CancelToken())
    result = render(project, tmp_path / name, **request)
    assert result.frames == prospect.frames == 50
    assert find_preset(preset.id) is preset
    if prospect.result == "video":
        size = estimate_size(prospect)
        assert size is not None
        assert 0 < size.low < size.high


@pytest.mark.parametrize("name", ["o.mkv", "%03d.png", "o.gif", "two.mkv"])
def test_a_sample_tells_size_and_time(name: str, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", frames=150, size=(128, 96))
    row = (placed(clip), placed(clip, 6)) if name == "two.mkv" else (placed(clip),)
    codec = "libx264" if name.endswith("mkv") else None
    request = RenderRequest(timeline(tmp_path, row), tmp_path / name, codec=codec, device="cpu")
    measured, prospect = measure_export(request, CancelToken()), foresee(request, CancelToken())
    assert measured.seconds == pytest.approx(prospect.frames / measured.fps, rel=0.1)
    assert measured.stages
    assert not list(tmp_path.glob(".*"))
    assert not list(tmp_path.glob(name.replace("%03d", "*")))
    render(request.project, request.output, codec=codec)
    made = sum(path.stat().st_size for path in tmp_path.glob(name.replace("%03d", "*")))
    assert measured.size / 2 < made < measured.size * 2


def test_a_sample_is_broken_off_when_asked(project: Project, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        measure_export(RenderRequest(project, tmp_path / "o.mp4"), cancel)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_nothing_is_guessed(project: Project, tmp_path: Path) -> None:
    gif = foreseen(project, tmp_path / "o.gif")
    assert estimate_size(gif) is None


def test_room_on_the_disk(tmp_path: Path) -> None:
    room = room_for(tmp_path / "o.mp4", SizeEstimate(10, 20))
    assert room is not None
    assert room.needed == 40
    assert room.enough
    huge = room_for(tmp_path / "o.mp4", SizeEstimate(10, 1 << 60))
    assert huge is not None
    assert not huge.enough
    unknown = room_for(tmp_path / "o.mp4", None)
    assert unknown is not None
    assert unknown.enough
    assert room_for(tmp_path / "no" / "o.mp4", None) is None


CATALOGUE = Path(__file__).parents[2] / "resources" / "locale" / "zh_CN"


def test_every_word_is_known_in_chinese() -> None:
    """Found in the source: a sentence that comes up rarely must not come up in English."""
    known: dict[str, str] = {}
    for path in CATALOGUE.glob("*.json"):
        known |= json.loads(path.read_text(encoding="utf-8"))
    tree = ast.parse(Path(advice.__file__).read_text(encoding="utf-8"))
    texts = {
        str(argument.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Change", "_pair")
        for argument in call.args
        if isinstance(argument, ast.Constant) and len(str(argument.value)) > 1
    }
    texts -= {"change", "same", "note", "warning", "{value}", "{before} → {after}"}
    texts -= {"{sentence}", "{kinds}"}
    for preset in EXPORT_PRESETS:
        texts |= {preset.title, preset.summary}
    assert len(texts) > 30
    assert not texts - set(known)
