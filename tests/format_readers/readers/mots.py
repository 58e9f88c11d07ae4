"""TrackEval's MOTS text, Datumaro's and Pillow's MOTS PNG: python mots.py TEXT PICTURES."""

import contextlib
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np

for name in ("float", "int", "bool"):  # gone from NumPy 1.24 on; TrackEval still says so
    if not hasattr(np, name):
        setattr(np, name, {"float": float, "int": int, "bool": bool}[name])

import trackeval  # noqa: E402
from datumaro.plugins.data_formats.mots import MotsPngExtractor  # noqa: E402
from PIL import Image  # noqa: E402
from pycocotools import mask as coco  # noqa: E402

text, pictures = map(Path, sys.argv[1:3])
root = Path("mots").absolute()
shutil.rmtree(root, ignore_errors=True)
shutil.copytree(text, root / "gt" / "clip")
(root / "trackers" / "ours" / "data").mkdir(parents=True)
shutil.copy(text / "gt" / "gt.txt", root / "trackers" / "ours" / "data" / "clip.txt")
with contextlib.redirect_stdout(io.StringIO()):
    dataset = trackeval.datasets.MOTSChallenge(
        {
            "GT_FOLDER": str(root / "gt"),
            "TRACKERS_FOLDER": str(root / "trackers"),
            "SEQ_INFO": {"clip": None},
            "SKIP_SPLIT_FOL": True,
            "PRINT_CONFIG": False,
        }
    )
    raw = dataset.get_raw_seq_data("ours", "clip")
    data = dataset.get_preprocessed_seq_data(raw, "pedestrian")
    hota = trackeval.metrics.HOTA().eval_sequence(data)
result: dict[str, Any] = {
    "trackeval": {
        "hota": float(np.mean(hota["HOTA"])),
        "frames": int(data["num_timesteps"]),
        "shapes": int(data["num_gt_dets"]),
        "areas": [coco.area(masks).tolist() if masks else [] for masks in raw["gt_dets"]],
    }
}
base = MotsPngExtractor(str(pictures))
names = [item.name for item in next(iter(base.categories().values())).items]
result["datumaro"] = [
    {
        "frame": item.id,
        "label": names[a.label],
        "id": int(a.attributes["track_id"]),
        "area": int(np.count_nonzero(a.image)),
    }
    for item in base
    for a in item.annotations
]
seen = [np.array(Image.open(file)) for file in sorted(pictures.rglob("*.png"))]
result["pillow"] = [[str(array.dtype), list(array.shape), int(array.max())] for array in seen]
print(json.dumps(result))
