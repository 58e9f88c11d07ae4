from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ui.dialogs.diagnostics import DiagnosticsDialog, clean_report, report_text
from app.ui.dialogs.privacy import without_private

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def cleaned(text: str) -> str:
    return without_private(
        text,
        home="/home/mei",
        user="mei",
        names=["/home/mei/Videos/secret wedding.mp4", Path("/mnt/nas/juggle-park.mov")],
        own_folders=["/opt/reelwright"],
        machine="meis-laptop",
    )


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("cache in /home/mei/.cache/reelwright", "cache in ~/<path>"),
        ("opened /home/mei/Videos/secret wedding.mp4.", "opened <file 1>."),
        ("cannot read secret wedding.mp4", "cannot read <file 1>"),
        ("render of juggle-park done", "render of <file 2> done"),
        ("JUGGLE-PARK.MOV", "<file 2>"),
        ("user Mei on meis-laptop", "user <user> on <machine>"),
        ("other /home/anna/clip.mp4", "other ~/<path>"),
        ("other /Users/anna/clip.mp4", "other ~/<path>"),
        (r"other C:\Users\anna\Videos\clip.mp4", "other ~/<path>"),
        (r"disk D:\films\cut.mov gone", "disk <path> gone"),
        (r"share \\nas\films\cut.mov", "share <path>"),
        ("not there: /mnt/My Films/the cut.mov", "not there: <path>"),
        ("saved ~/My Films/the cut.mov", "saved ~/<path>"),
        ("not there: '/mnt/My Films/the cut.mov'.", "not there: '<path>'."),
        ("not there: “/mnt/films/the cut.mov”.", "not there: “<path>”."),
        (
            'File "/opt/reelwright/app/chain.py", line 3',
            'File "app/chain.py", line 3',
        ),
        ("and/or, 6.4 fps, 1/2, http://example.org", "and/or, 6.4 fps, 1/2, http://example.org"),
    ],
)
def test_private_things_are_taken_out(text: str, result: str) -> None:
    assert cleaned(text) == result


def test_words_that_contain_the_user_name_stay() -> None:
    assert cleaned("meiosis, time") == "meiosis, time"


def test_nothing_known_takes_nothing_out() -> None:
    assert without_private("speed 6.4 fps", home="", user="") == "speed 6.4 fps"


def test_a_report_of_this_machine_has_no_home_in_it(tmp_path: Path) -> None:
    home = str(Path.home())
    report = clean_report({"Cache": f"{home}/.cache", "Device": "cpu"}, f"saved {home}/a b.reel")

    assert home not in report
    assert "Device: cpu" in report


def test_the_report_begins_with_its_name() -> None:
    assert report_text({"A": "b"}, "log").splitlines() == [
        "Reelwright diagnostic report",
        "",
        "A: b",
        "",
        "log",
    ]


def test_the_report_is_shown_and_copied(qtbot: QtBot) -> None:
    dialog = DiagnosticsDialog(
        lambda: {"Device": "NVIDIA H200"}, "opened /srv/films/private.mp4", ["private.mp4"]
    )
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.copy.isEnabled)

    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)

    copied = QGuiApplication.clipboard().text()
    assert "Reelwright: 0.1.0" in copied
    assert "Device: NVIDIA H200" in copied
    assert "private" not in copied
    assert dialog.copy.text() == "Copied"
    dialog.close()


def test_closing_while_it_reads_leaves_no_thread(qtbot: QtBot) -> None:
    dialog = DiagnosticsDialog()
    qtbot.addWidget(dialog)
    dialog.show()

    dialog.close()
