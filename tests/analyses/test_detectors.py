"""Detectors: layouts of their answers, real weights on real pictures, files users add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from app.analyses.detect import open_detector
from app.analyses.detectors import distinct, without_twins
from app.analyses.faces import open_faces
from app.analyses.fastestdet import FastestDet
from app.analyses.tracker import Detection
from app.analyses.yolo import Yolo, decoded, fitted
from app.annotations.shapes import Box
from app.base.errors import ModelError
from app.inference.detector_file import DetectorFile
from app.inference.weights_store import WeightsStore
from app.render.annotate import annotate
from tests.analyses.detector_files import fixed_answer

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

NAMES = "{0: 'cup', 1: 'spoon', 2: 'fork'}"
PICTURE = np.zeros((32, 64, 3), np.uint8)
"""Fitted into 64 x 64 it has 16 pixels of border above."""


@pytest.fixture
def weights(weights_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real weights, found by the program."""
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(weights_dir))
    return weights_dir


def picture(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), np.uint8)


def version_5() -> NDArray[np.float32]:
    rows = np.zeros((1, 20, 8), np.float32)
    rows[0, 3] = [32, 32, 20, 10, 0.9, 0.1, 1.0, 0]
    rows[0, 4] = [33, 32, 20, 10, 0.8, 0.1, 1.0, 0]  # the same thing again
    rows[0, 7] = [10, 20, 8, 8, 0.5, 0, 0, 0.8]
    return rows


def version_8() -> NDArray[np.float32]:
    rows = version_5()
    scores = rows[..., 5:] * rows[..., 4:5]
    table = np.concatenate([rows[..., :4], scores], axis=2)
    return np.ascontiguousarray(table.transpose(0, 2, 1))


def version_10() -> NDArray[np.float32]:
    return np.array([[[22, 27, 42, 37, 0.9, 1], [6, 16, 14, 24, 0.4, 2], [0] * 6]], np.float32)


@pytest.mark.parametrize("answer", [version_5(), version_8(), version_10()], ids=["5", "8", "10"])
def test_every_layout_is_read(answer: NDArray[np.float32], tmp_path: Path) -> None:
    network = Yolo(fixed_answer(tmp_path / "a.onnx", answer, names=NAMES))
    found = network(PICTURE, 0.3)
    assert [(x.label, x.box) for x in found] == [
        ("spoon", Box(22, 11, 42, 21)),
        ("fork", Box(6, 0, 14, 8)),
    ]
    assert [x.score for x in found] == pytest.approx([0.9, 0.4], abs=1e-6)
    assert [x.label for x in network(PICTURE, 0.5)] == ["spoon"]


def test_a_picture_is_fitted_without_distortion() -> None:
    blob, scale, left, top = fitted(np.full((50, 100, 3), 255, np.uint8), 64, 64)
    assert (blob.shape, scale, left, top) == ((1, 3, 64, 64), 0.64, 0, 16)
    assert blob[0, 0, 15].max() < 0.5
    assert blob[0, 0, 16].min() == 1


@pytest.mark.parametrize("shape", [(1, 10), (2, 20, 8), (1, 3, 20)])
def test_another_answer_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match="list of boxes"):
        decoded(np.zeros(shape, np.float32), 0)


def test_repetitions_are_dropped_within_a_label() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [0, 0, 10, 10], [50, 0, 60, 10]], float)
    found = distinct(boxes, np.array([0.5, 0.9, 0.8, 0.3]), ["a", "a", "b", "a"])
    assert [(x.label, x.score) for x in found] == [("a", 0.9), ("b", 0.8), ("a", 0.3)]


def test_one_thing_under_two_labels_is_left_its_surer_one() -> None:
    car, phone = Box(0, 0, 100, 50), Box(2, 0, 100, 50)
    rider, horse = Box(200, 0, 240, 90), Box(190, 30, 260, 120)
    found = [
        Detection(phone, "phone", 0.9), Detection(rider, "person", 0.8),
        Detection(car, "car", 0.7), Detection(horse, "horse", 0.6),
    ]  # fmt: skip
    assert [x.label for x in without_twins(found)] == ["phone", "person", "horse"]


def test_fastestdet_scores_as_its_authors_do_with_their_limit_at_a_half(tmp_path: Path) -> None:
    cells = np.zeros((1, 85, 4, 4), np.float32)
    cells[0, :, 1, 2] = [0.8, 0, 0, 0, 0, *[0] * 80]
    cells[0, 5 + 2, 1, 2] = 0.65 ** (1 / 0.4) / 0.8 ** (0.6 / 0.4)  # 0.8^0.6 x that^0.4 = 0.65
    network = FastestDet(fixed_answer(tmp_path / "a.onnx", cells))
    (car,) = network(np.zeros((100, 200, 3), np.uint8), 0.1)
    assert (car.label, car.box) == ("car", Box(50, 0, 150, 50))
    assert car.score == pytest.approx(0.5, abs=0.005)


def test_numbers_that_are_none_do_no_harm() -> None:
    found = distinct(np.full((2, 4), np.nan), np.array([0.5, 0.4]), ["a", "b"])
    assert found == []


def test_a_detector_the_user_adds_is_used_by_its_name(tmp_path: Path) -> None:
    source = fixed_answer(tmp_path / "My Cups.onnx", version_8(), names=NAMES)
    card = WeightsStore().add(source)
    assert (card.id, card.task, card.added) == ("my-cups", "detect", True)
    assert WeightsStore().add(source) == card
    used, network = open_detector("my-cups")
    assert used == card
    assert [x.label for x in network(PICTURE, 0.5)] == ["spoon"]


@pytest.mark.parametrize("content", [b"", b"junk" * 100, b"\x08\x08\x0a\x08location\x12\x01a"])
def test_damaged_and_sly_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"a\.onnx"):
        DetectorFile(path)


@pytest.mark.parametrize("names", ["__import__('os')", "[" * 5000, "{5: 'a'}", "7"])
def test_odd_names_are_left_out(tmp_path: Path, names: str) -> None:
    file = DetectorFile(fixed_answer(tmp_path / "a.onnx", version_5(), names=names))
    assert file.names == ()


def test_a_model_for_something_else_is_refused() -> None:
    with pytest.raises(ModelError, match="is for faces, not for detect"):
        open_detector("yunet")


def test_missing_weights_name_the_command() -> None:
    with pytest.raises(ModelError, match="reelwright models get fastestdet"):
        open_detector("fastestdet")


def test_a_real_face_is_found(weights: Path, media_dir: Path) -> None:
    _, network = open_faces("yunet", 640)
    (face,) = network(picture(media_dir / "images" / "Kodak24" / "kodim15.png"), 0.6)
    assert face.box.iou(Box(249, 3, 500, 430)) > 0.8


def test_real_people_are_found(weights: Path, media_dir: Path) -> None:
    _, network = open_detector("fastestdet")
    found = network(picture(media_dir / "masks" / "judo_frames" / "00000.jpg"), 0.4)
    assert "person" in {x.label for x in found}


@pytest.mark.slow
def test_the_face_of_a_real_clip_is_one_track(weights: Path, media_dir: Path) -> None:
    layer = annotate(media_dir / "clips" / "carphone_pristine.mp4", "faces", {})
    (track,) = layer.tracks
    assert (track.label, track.keyframes[0].frame, len(track.keyframes)) == ("face", 0, 120)
    told = track.provenance
    assert (told.source, told.model, told.version) == ("model", "yunet", "104ee26c71d5")
    assert told.score is not None
    assert told.score > 0.8
    assert not told.accepted
