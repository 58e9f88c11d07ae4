"""TrackEval's, motmetrics' and Datumaro's MOT: python mot.py FOLDER -> {reader: what it sees}."""

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
setattr(np, "asfarray", lambda a, dtype=float: np.asarray(a, dtype=dtype))  # noqa: B010 - gone from NumPy 2 on

import motmetrics  # noqa: E402
import trackeval  # noqa: E402
from datumaro.plugins.data_formats.mot import MotSeqBase  # noqa: E402

folder = Path(sys.argv[1])
table = folder / "gt" / "gt.txt"
root = Path("mot").absolute()
shutil.rmtree(root, ignore_errors=True)
shutil.copytree(folder, root / "gt" / "clip")
(root / "trackers" / "ours" / "data").mkdir(parents=True)
# It takes nothing but pedestrians, class 1, from a tracker.
rows = [row for row in table.read_text().splitlines() if row.split(",")[7] == "1"]
(root / "trackers" / "ours" / "data" / "clip.txt").write_text("\n".join(rows) + "\n")
with contextlib.redirect_stdout(io.StringIO()):
    dataset = trackeval.datasets.MotChallenge2DBox(
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
    identity = trackeval.metrics.Identity().eval_sequence(data)
result: dict[str, Any] = {
    "trackeval": {
        "hota": float(np.mean(hota["HOTA"])),
        "idf1": float(identity["IDF1"]),
        "frames": int(data["num_timesteps"]),
        "shapes": int(data["num_gt_dets"]),
        "tracks": int(data["num_gt_ids"]),
        "boxes": [boxes.tolist() for boxes in raw["gt_dets"]],
    }
}
sides = ("X", "Y", "Width", "Height")
seen = motmetrics.io.loadtxt(str(table), fmt="mot15-2D")
result["motmetrics"] = [
    {
        "frame": int(frame),
        "id": int(id_),
        "box": list(map(float, (row.X, row.Y, row.Width, row.Height))),
    }
    for (frame, id_), row in seen.iterrows()
]
base = MotSeqBase(str(table))
names = [item.name for item in next(iter(base.categories().values())).items]
result["datumaro"] = [
    {
        "frame": int(item.id),
        "id": a.attributes["track_id"],
        "label": names[a.label],
        "occluded": a.attributes["occluded"],
        "box": [a.x, a.y, a.w, a.h],
    }
    for item in base
    for a in item.annotations
]
print(json.dumps(result))
