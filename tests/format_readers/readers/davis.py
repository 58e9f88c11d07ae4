"""TrackEval's DAVIS: python davis.py TRUTH RESULT -> J&F and what it sees (folders of clips)."""

import contextlib
import importlib.util
import io
import json
import shutil
import sys
import types
from pathlib import Path

import numpy as np

for name in ("float", "int", "bool"):  # gone from NumPy 1.24 on; TrackEval still says so
    if not hasattr(np, name):
        setattr(np, name, {"float": float, "int": int, "bool": bool}[name])

# All that TrackEval wants of scikit-image, which is large: a round footprint.
if importlib.util.find_spec("skimage") is None:
    morphology = types.ModuleType("skimage.morphology")
    disk = lambda r: np.hypot(*np.mgrid[-r : r + 1, -r : r + 1]) <= r  # noqa: E731
    setattr(morphology, "disk", disk)  # noqa: B010
    sys.modules |= {"skimage": types.ModuleType("skimage"), "skimage.morphology": morphology}

import trackeval  # noqa: E402
from pycocotools import mask as coco  # noqa: E402

truth, result = map(Path, sys.argv[1:3])
root = Path("davis").absolute()
shutil.rmtree(root, ignore_errors=True)
shutil.copytree(truth, root / "gt")
shutil.copytree(result, root / "trackers" / "ours" / "data")
with contextlib.redirect_stdout(io.StringIO()):
    dataset = trackeval.datasets.DAVIS(
        {
            "GT_FOLDER": str(root / "gt"),
            "TRACKERS_FOLDER": str(root / "trackers"),
            "PRINT_CONFIG": False,
        }
    )
    (sequence,) = dataset.seq_list
    raw = dataset.get_raw_seq_data("ours", sequence)
    # Both are changed below: numbered anew, and filled up with empty ones.
    ids = [seen.tolist() for seen in raw["gt_ids"]]
    areas = [coco.area(masks).tolist() for masks in raw["gt_dets"]]
    data = dataset.get_preprocessed_seq_data(raw, "general")
    measured = trackeval.metrics.JAndF().eval_sequence(data)
seen = {
    "sequence": sequence,
    "j_and_f": float(measured["J&F"]),
    "frames": int(data["num_timesteps"]),
    "ids": ids,
    "areas": areas,
    "void": [int(coco.area(mask)) for mask in raw["masks_void"]],
}
print(json.dumps(seen))
