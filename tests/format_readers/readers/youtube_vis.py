"""TrackEval's YouTube-VIS reader: python youtube_vis.py TRUTH RESULT -> {class: HOTA, counts}."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np

# Gone from NumPy 1.24 on; TrackEval 1.3 still says so.
for name in ("float", "int", "bool"):
    if not hasattr(np, name):
        setattr(np, name, {"float": float, "int": int, "bool": bool}[name])

import trackeval  # noqa: E402

truth, result = map(Path, sys.argv[1:3])
folder = Path("vis").absolute()
shutil.rmtree(folder, ignore_errors=True)
gt = folder / "gt" / "youtube_vis_val"
found = folder / "trackers" / "youtube_vis_val" / "ours" / "data"
gt.mkdir(parents=True)
found.mkdir(parents=True)
shutil.copy(truth, gt / "gt.json")
shutil.copy(result, found / "result.json")
dataset = trackeval.datasets.YouTubeVIS(
    {
        "GT_FOLDER": f"{folder}/gt/",
        "TRACKERS_FOLDER": f"{folder}/trackers/",
        "SPLIT_TO_EVAL": "val",
        "PRINT_CONFIG": False,
    }
)
rows = {}
for sequence in dataset.seq_list:
    raw = dataset.get_raw_seq_data("ours", sequence)
    for label in dataset.class_list:
        data = dataset.get_preprocessed_seq_data(raw, label)
        hota = trackeval.metrics.HOTA().eval_sequence(data)
        rows[label] = {
            "hota": float(np.mean(hota["HOTA"])),
            "shapes": int(data["num_gt_dets"]),
            "tracks": int(data["num_gt_ids"]),
        }
print(json.dumps(rows))
