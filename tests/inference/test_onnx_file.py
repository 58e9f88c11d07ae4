"""ONNX files nobody has to trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.errors import ModelError
from app.inference import onnx_file
from app.inference.onnx_file import OnnxFile
from tests.analyses.detector_files import fixed_answer

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = np.arange(6, dtype=np.float32).reshape(1, 2, 3)
PICTURE = np.zeros((1, 3, 64, 64), np.float32)


def test_it_answers_and_tells_what_was_written_down(tmp_path: Path) -> None:
    file = OnnxFile(fixed_answer(tmp_path / "a.onnx", ANSWER, names="cup"))
    (answer,) = file(PICTURE)
    assert np.array_equal(answer, ANSWER)
    assert file.words["names"] == "cup"


@pytest.mark.parametrize("content", [b"", b"junk" * 100])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"a\.onnx is damaged or no network we can run"):
        OnnxFile(path)


def test_weights_in_another_file_are_not_followed(tmp_path: Path) -> None:
    path = fixed_answer(tmp_path / "a.onnx", ANSWER)
    path.write_bytes(path.read_bytes() + b"\x0a\x08location\x12\x08/etc/key")
    with pytest.raises(ModelError, match="which is not followed"):
        OnnxFile(path)


def test_a_file_without_bounds_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fixed_answer(tmp_path / "a.onnx", ANSWER)
    monkeypatch.setattr(onnx_file, "LARGEST", 50)
    with pytest.raises(ModelError, match=r"a\.onnx is larger than 50 B"):
        OnnxFile(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no file"):
        OnnxFile(tmp_path / "a.onnx")


def test_another_number_of_inputs_is_refused(tmp_path: Path) -> None:
    path = fixed_answer(tmp_path / "a.onnx", ANSWER)
    with pytest.raises(ModelError, match="it takes 1 arrays, not 3"):
        OnnxFile(path, 3)


def test_what_it_cannot_take_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = OnnxFile(fixed_answer(tmp_path / "a.onnx", ANSWER))
    with pytest.raises(ModelError, match=r"a\.onnx is damaged or no network we can run"):
        file(PICTURE[0])
