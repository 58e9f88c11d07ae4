"""Supervision's LabelMe: python labelme.py FOLDER IMAGES WIDTH HEIGHT -> [row, …]."""

import json
import sys
from pathlib import Path

import numpy as np
import supervision
from PIL import Image

folder, images = map(Path, sys.argv[1:3])
images.mkdir()
for file in folder.glob("*.json"):
    Image.new("RGB", (int(sys.argv[3]), int(sys.argv[4]))).save(images / f"{file.stem}.png")
found = supervision.DetectionDataset.from_labelme(str(images), str(folder))
rows = []
for path, _, seen in found:
    for place in range(len(seen)):
        row = {"frame": Path(path).stem, "box": seen.xyxy[place].tolist()}
        row["label"] = found.classes[seen.class_id[place]]
        row["area"] = None if seen.mask is None else int(np.count_nonzero(seen.mask[place]))
        rows.append(row)
print(json.dumps(rows))
