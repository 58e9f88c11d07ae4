"""Chains kept under a name."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.errors import SettingsError
from app.base.parameter import Keyframe, Keyframes, complete
from app.effects.presets import (
    Preset,
    PresetFolder,
    PresetStep,
    read_preset,
    shipped_presets,
    write_preset,
)
from app.effects.registry import find_effect
from app.inference.card_file import read_card
from app.inference.catalogue import MODELS_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

KEYS = Keyframes((Keyframe(Fraction(0), 1.0), Keyframe(Fraction(5, 2), 12.5, smooth=True)))
OWN = Preset(
    "My “best” one",
    (
        PresetStep("denoise", (("sigma", KEYS), ("model", "reel-denoise"))),
        PresetStep("not.known-here", (("odd key", True), ("count", 3)), enabled=False),
    ),
    "What I like.",
)


@pytest.mark.parametrize("preset", shipped_presets(), ids=lambda preset: preset.title)
def test_shipped_presets_fit_the_effects(preset: Preset) -> None:
    assert preset.steps
    assert preset.summary
    for step in preset.steps:
        kind = find_effect(step.name)
        settings = complete(kind.parameters, dict(step.settings), kind.title)
        kind.make(settings)
        if "model" in settings:
            assert read_card(MODELS_FOLDER / "cards" / f"{settings['model']}.toml")


def test_the_five_promised_are_there() -> None:
    titles = {preset.title for preset in shipped_presets()}
    assert titles == {
        "Old phone clip", "Noisy night", "Anime ×2", "Small and blocky web clip", "Sharper HD",
    }  # fmt: skip


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    write_preset(OWN, path)
    read = read_preset(path)
    assert (read.title, read.steps, read.summary) == (OWN.title, OWN.steps, OWN.summary)


@pytest.mark.parametrize("title", ['a"b\\c', "tab\tand\x7f", "名字 😀", "line\nbreak"])
def test_any_title_survives(tmp_path: Path, title: str) -> None:
    write_preset(Preset(title, ()), tmp_path / "x.toml")
    assert read_preset(tmp_path / "x.toml").title == title


def test_saving_again_replaces(tmp_path: Path) -> None:
    folder = PresetFolder(tmp_path / "presets")
    folder.save(OWN)
    folder.save(Preset(OWN.title, ()))
    (own,) = [each for each in folder.all() if not each.shipped]
    assert own.steps == ()


def test_titles_that_only_look_alike_as_files_stay_apart(tmp_path: Path) -> None:
    folder = PresetFolder(tmp_path)
    folder.save(Preset("降噪", ()))
    folder.save(Preset("放大", ()))
    assert [each.title for each in folder.all() if not each.shipped] == ["放大", "降噪"]


def test_rename_and_remove(tmp_path: Path) -> None:
    folder = PresetFolder(tmp_path)
    one, two = folder.save(Preset("One", ())), folder.save(Preset("Two", ()))
    with pytest.raises(SettingsError, match="already"):
        folder.rename(one, "Two")
    assert folder.rename(one, " Three ").title == "Three"
    folder.remove(two)
    folder.remove(shipped_presets()[0])
    assert [each.title for each in folder.all() if not each.shipped] == ["Three"]
    assert len(shipped_presets()) == 5


@pytest.mark.parametrize("title", ["", "   ", "x" * 81, "Noisy night"])
def test_a_bad_name_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(SettingsError):
        PresetFolder(tmp_path).save(Preset(title, ()))


def test_importing_never_replaces(tmp_path: Path) -> None:
    folder = PresetFolder(tmp_path / "own")
    write_preset(OWN, tmp_path / "other.toml")
    assert folder.bring_in(tmp_path / "other.toml").title == OWN.title
    assert folder.bring_in(tmp_path / "other.toml").title == f"{OWN.title} 2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title = 3",
        "title = ''",
        "not toml",
        "title = 'a'\neffect = 3",
        "title = 'a'\neffect = [3]",
        "title = 'a'\n[[effect]]\nname = '../x y'",
        "title = 'a'\n[[effect]]\nname = 'crop'\nsettings = { left = [1] }",
        "title = 'a'\n[[effect]]\nname = 'crop'\nsettings = { left = { keys = [] } }",
        "title = 'a'\n[[effect]]\nname = 'crop'\nsettings = { left = { keys = [['1/0', 1]] } }",
        "title = 'a'\n[[effect]]\nname = 'crop'\nenabled = 'yes'",
    ],
)
def test_what_is_no_preset_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"bad\.toml"):
        read_preset(path)
    assert len(PresetFolder(tmp_path).all()) == 5
