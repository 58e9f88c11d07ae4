"""Every kind of file is recognised, and bad files are refused without running anything."""

from __future__ import annotations

import json
import pickle
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from app.base.errors import ModelError
from app.inference.loaders import weights_file
from app.inference.loaders.loading import load_module
from app.inference.nets.rrdb import RRDB
from tests.inference import tiny_weights as tiny


class Bomb:
    """Unpickling it would create a file."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.trace,))


@pytest.mark.parametrize("form", ["archive", "pickle", "old"])
@pytest.mark.parametrize("suffix", [".pth", ".ckpt"])
def test_a_pickle_with_code_is_refused_and_not_run(tmp_path: Path, form: str, suffix: str) -> None:
    path, trace = tmp_path / f"evil{suffix}", tmp_path / "ran"
    saved = {"params": {"body.0.weight": torch.zeros(1)}, "x": Bomb(trace)}
    if form == "pickle":
        path.write_bytes(pickle.dumps(saved))
    else:
        torch.save(saved, path, _use_new_zipfile_serialization=form == "archive")

    with pytest.raises(ModelError, match=r"was not run|damaged"):
        load_module(path)

    assert not trace.exists()


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, -1])
@pytest.mark.parametrize("make", [tiny.compact_pth, tiny.rrdb_safetensors, tiny.ncnn_bin])
def test_a_truncated_file_is_refused(tmp_path: Path, make: Any, keep: float) -> None:
    path = make(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content)) if keep == 0.5 else int(keep)])

    with pytest.raises(ModelError, match=r"damaged|not a weights file"):
        load_module(path)


@pytest.mark.parametrize("name", ["a.pth", "a.pt", "a.safetensors", "a.onnx", "a.bin", "a.txt"])
def test_a_text_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("These are not the weights you are looking for.\n" * 9)

    with pytest.raises(ModelError):
        load_module(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no file"):
        load_module(tmp_path / "none.pth")


@pytest.mark.parametrize(
    "tensor",
    [
        {"dtype": "F32", "shape": [1 << 20, 1 << 20], "data_offsets": [0, 64]},
        {"dtype": "F32", "shape": [16], "data_offsets": [0, 1 << 40]},
        {"dtype": "F32", "shape": [16], "data_offsets": [64, 0]},
        {"dtype": "F99", "shape": [16], "data_offsets": [0, 64]},
    ],
)
def test_a_safetensors_header_that_lies_is_refused(tmp_path: Path, tensor: Any) -> None:
    path = tmp_path / "lie.safetensors"
    header = json.dumps({"body.0.weight": tensor}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(64))

    with pytest.raises(ModelError, match="damaged"):
        load_module(path)


def test_a_header_longer_than_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lie.safetensors"
    path.write_bytes(struct.pack("<Q", 1 << 60) + b"{}")

    with pytest.raises(ModelError, match="damaged"):
        load_module(path)


def test_a_tensor_that_repeats_one_number_for_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pth"
    torch.save({"conv_first.weight": torch.zeros(1).expand(1 << 20, 1 << 20)}, path)

    with pytest.raises(ModelError, match="claim more"):
        load_module(path)


def test_shapes_that_would_make_a_giant_cost_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "giant.safetensors"
    shapes = {
        "conv_first.weight": (400_000, 3, 1, 1),
        "body.0.rdb1.conv1.weight": (400_000, 1, 1, 1),
        "conv_hr.weight": (1,),
    }
    save_file({key: torch.zeros(shape) for key, shape in shapes.items()}, path)

    with pytest.raises(ModelError, match="do not fit"):
        load_module(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights_file, "LARGEST_FILE", 1000)

    with pytest.raises(ModelError, match=r"more than the 1\.0 kB"):
        load_module(tiny.compact_pth(tmp_path))


def test_an_unknown_architecture_of_ours_asks_for_an_update(tmp_path: Path) -> None:
    path = tmp_path / "new.safetensors"
    save_file({"a": torch.zeros(1)}, path, {"architecture": "reel_magic", "config": "{}"})

    with pytest.raises(ModelError, match="update Reelwright"):
        load_module(path)


@pytest.mark.parametrize("config", ["[]", "{", '{"channels": 1000000000}', '{"what": 1}'])
def test_a_configuration_out_of_bounds_is_refused(tmp_path: Path, config: str) -> None:
    path = tmp_path / "odd.safetensors"
    header = {"architecture": "reel_upscale", "config": config}
    save_file({"a": torch.zeros(1)}, path, header)

    with pytest.raises(ModelError):
        load_module(path)


def test_ncnn_weights_give_the_same_network(tmp_path: Path) -> None:
    expected = tiny.seeded(lambda: RRDB(4, 8, 4, 1)).state_dict()

    found = load_module(tiny.ncnn_bin(tmp_path)).module.state_dict()

    assert found.keys() == expected.keys()
    worst = max((found[key] - expected[key]).abs().max().item() for key in expected)
    assert worst < 1e-3


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_rrdb_of_every_scale_is_recognised(tmp_path: Path, scale: int) -> None:
    assert load_module(tiny.rrdb_safetensors(tmp_path, scale)).traits.scale == scale


@pytest.mark.parametrize("package", ["spandrel", "onnxruntime"])
def test_a_missing_package_is_named_and_our_own_networks_still_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    pytest.importorskip(package)
    make = {"spandrel": tiny.spandrel_pth, "onnxruntime": tiny.onnx_file}[package]
    path = make(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(ModelError, match=f"package {package}"):
        load_module(path)
    assert load_module(tiny.compact_pth(tmp_path)).architecture == "Compact"
    assert load_module(tiny.rlfn_pth(tmp_path)).architecture == "RLFN"
    assert load_module(tiny.dncnn_pth(tmp_path)).architecture == "DnCNN"
