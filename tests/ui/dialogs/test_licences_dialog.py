from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.ui.dialogs.licences import LicencesDialog
from app.ui.dialogs.shipped import licence_text, shipped_models, shipped_software
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[LicencesDialog]:
    shown = LicencesDialog()
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitUntil(lambda: shown.list.count() > 5)
    yield shown
    shown.close()


def names(dialog: LicencesDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_everything_the_program_stands_on_is_listed_with_its_licence() -> None:
    parts = {part.name.casefold(): part for part in shipped_software()}

    assert parts["reelwright"].licence == "Apache-2.0"
    assert "Apache License" in parts["reelwright"].text
    assert parts["numpy"].licence.startswith("BSD")
    assert "mit" in parts["rich"].licence.casefold()
    assert "LGPL" in parts["pyside6_essentials"].licence
    assert any("FFmpeg" in part.name for part in parts.values())
    assert "pytest" not in parts


def test_the_text_of_a_package_is_read_from_it() -> None:
    assert "Redistribution" in licence_text("numpy")


def test_models_are_listed_with_the_licences_of_their_weights() -> None:
    models = shipped_models()

    assert models
    assert all(model.licence for model in models)


def test_the_first_part_is_ours(dialog: LicencesDialog) -> None:
    assert names(dialog)[0] == "Reelwright"
    assert "Apache License" in dialog.text.toPlainText()


def test_choosing_a_package_reads_its_text(dialog: LicencesDialog, qtbot: QtBot) -> None:
    dialog.list.setCurrentRow(names(dialog).index("numpy"))

    qtbot.waitUntil(lambda: "Redistribution" in dialog.text.toPlainText())


def test_typing_filters_by_name_and_licence(dialog: LicencesDialog, qtbot: QtBot) -> None:
    field = dialog.findChild(SearchField)
    assert field is not None

    qtbot.keyClicks(field, "lgpl")

    assert "Reelwright" not in names(dialog)
    assert any("Qt" in name for name in names(dialog))


def test_models_are_behind_the_other_segment(dialog: LicencesDialog, qtbot: QtBot) -> None:
    kind = dialog.findChild(Segmented)
    assert kind is not None
    titles = {model.name for model in shipped_models()}

    qtbot.mouseClick(kind.segment("models"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: set(names(dialog)) == titles)
