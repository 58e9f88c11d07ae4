"""Files, folders and sequences on their way into the bin."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from fractions import Fraction
from pathlib import Path

import pytest

from app.base.errors import MediaError
from app.project import importing
from app.project.importing import Found, inspect, retimed, sources_in
from app.project.model import MediaFacts
from tests.helpers.clips import drawn_frame, gradient, make_clip
from tests.helpers.damage import ORIENTATIONS, orient


def facts_of(path: Path) -> MediaFacts:
    facts = inspect(path).facts
    assert facts is not None
    return facts


def pictures(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = [folder / name for name in names]
    for number, path in enumerate(made):
        drawn_frame(64, 48, "gbrp", number, gradient).reformat(format="rgb24").save(str(path))
    return made


def empty(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
    return [folder / name for name in names]


def test_a_film_gets_its_facts(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", rate=Fraction(30000, 1001), clicks=(Fraction(1, 5),))
    item = inspect(path)
    rate = Fraction(30000, 1001)
    assert item.facts == MediaFacts(24 / rate, 24, rate, False, 64, 48, True)
    assert item.path == path
    assert item.id
    assert item.fingerprint.startswith(f"{path.stat().st_size}:")
    assert item.rate is None


def test_a_variable_rate_is_told(tmp_path: Path) -> None:
    times = [0, 33, 83, 99, 132, 182, 198, 231]
    facts = facts_of(make_clip(tmp_path / "a.mkv", pts=times, time_base=Fraction(1, 1000)))
    assert facts.vfr
    assert 29 < facts.rate < 30
    assert facts.frames == 8


def test_sizes_are_those_of_the_picture_as_it_is_shown(tmp_path: Path) -> None:
    wide = facts_of(make_clip(tmp_path / "wide.mp4", aspect=Fraction(4, 3)))
    assert (wide.width, wide.height) == (85, 48)
    turned = orient(make_clip(tmp_path / "turned.mp4"), ORIENTATIONS["turned 90"])
    assert (facts_of(turned).width, facts_of(turned).height) == (48, 64)


def test_a_sequence_is_one_source(tmp_path: Path) -> None:
    pictures(tmp_path / "in", *(f"f_{n:03}.png" for n in range(7, 12)))
    pattern = tmp_path / "in" / "f_%03d.png"
    assert sources_in([tmp_path / "in"]) == Found((pattern,))
    item = inspect(pattern)
    assert item.rate == 25
    assert item.facts == MediaFacts(Fraction(1, 5), 5, Fraction(25), False, 64, 48, False)
    slower = retimed(item, Fraction(5))
    assert slower.facts is not None
    assert (slower.rate, slower.facts.duration) == (Fraction(5), Fraction(1))
    film = inspect(pattern, Fraction(24000, 1001))
    assert film.facts is not None
    assert film.facts.duration == 5 / Fraction(24000, 1001)


def test_a_sequence_with_gaps_is_whole_where_wildcards_can_tell_it(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"f_{n:03}.png" for n in (1, 2, 8, 9)))
    found = sources_in([tmp_path])
    assert found == Found((tmp_path / "f_???.png",))
    facts = facts_of(found.sources[0])
    assert facts.frames == 4
    empty(tmp_path / "b", "f9.png", "f10.png", "f11.png", "f30.png")
    found = sources_in([tmp_path / "b"])
    assert found.sources == (tmp_path / "b" / "f%d.png",)
    assert "1 pictures after a gap" in found.notes[0]


def test_numbers_that_are_names_are_no_sequence(tmp_path: Path) -> None:
    files = empty(tmp_path, "7.png", "31.png", "1024.png")
    assert set(sources_in([tmp_path]).sources) == set(files)


def test_a_picture_with_a_colour_profile_is_read(tmp_path: Path) -> None:
    """Listing what FFmpeg says beside such a picture ends the process; in one of its own."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    profile = chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(bytes(128)))
    body = chunk(b"IDAT", zlib.compress(bytes(8 * 25))) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + profile + body)
    code = "import sys; from pathlib import Path; from app.project.importing import inspect; "
    code += "print(inspect(Path(sys.argv[1])).facts.width)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.png")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "8\n")


def test_folders_are_opened_and_sorted(tmp_path: Path) -> None:
    empty(tmp_path, "b.mp4", "notes.txt", ".hidden.mp4", "photo.jpg", "x1.png", "x2.png")
    empty(tmp_path / "more" / "below", "a.MOV", "Thumbs.db")
    found = sources_in([tmp_path, tmp_path / "b.mp4", tmp_path / "odd.xyz"])
    names = sorted(path.relative_to(tmp_path).as_posix() for path in found.sources)
    stills = ["photo.jpg", "x1.png", "x2.png"]
    assert names == ["b.mp4", "more/below/a.MOV", "odd.xyz", *stills]
    assert found.ignored == 2


def test_files_named_together_are_one_sequence(tmp_path: Path) -> None:
    files = empty(tmp_path, "s1.png", "s2.png", "s3.png", "s4.png")
    assert sources_in(files).sources == (tmp_path / "s%01d.png",)
    assert sources_in(files[:1]).sources == (files[0],), "one picture is a still"


def test_a_walk_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_FILES", 3)
    empty(tmp_path, "a.mp4", "b.mp4", "c.mp4", "d.mp4")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = sources_in([tmp_path])
    assert len(found.sources) == 3
    assert "more than 3 files" in found.notes[0]


def test_what_is_no_film_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("no film")
    for path in (tmp_path / "a.mp4", tmp_path / "gone.mp4", tmp_path):
        with pytest.raises(MediaError):
            inspect(path)
