"""Supervision's and Datumaro's YOLO: python yolo.py FOLDER WIDTH HEIGHT -> {reader: [row, …]}."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import supervision
from PIL import Image

folder, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
images = folder / "images" / "train"
images.mkdir(parents=True)
labels = folder / "labels" / "train"
for file in labels.glob("*.txt"):
    Image.new("RGB", (width, height)).save(images / f"{file.stem}.png")

masks = "masks" in sys.argv
found = supervision.DetectionDataset.from_yolo(
    str(images), str(labels), str(folder / "data.yaml"), force_masks=masks
)
rows = []
for path, _, seen in found:
    for place in range(len(seen)):
        row = {"frame": Path(path).stem, "box": seen.xyxy[place].tolist()}
        row["label"] = found.classes[seen.class_id[place]]
        row["area"] = int(np.count_nonzero(seen.mask[place])) if masks else 0
        rows.append(row)
result: dict[str, Any] = {"supervision": rows}

if masks:
    from pycocotools import mask as coco

    result["pycocotools"] = []
    for file in sorted(labels.glob("*.txt")):
        for line in file.read_text().splitlines():
            shares = np.array(line.split()[1:], float).reshape(-1, 2)
            polygon = [(shares * (width, height)).ravel().tolist()]
            area = sum(coco.area(coco.frPyObjects(polygon, height, width)).tolist())
            result["pycocotools"].append([file.stem, int(line.split()[0]), area])
else:
    from datumaro.plugins.data_formats.yolo.base import YoloUltralyticsBase
    from datumaro.plugins.data_formats.yolo.importer import YoloImporter

    (source,) = YoloImporter.find_sources(str(folder))
    base = YoloUltralyticsBase(source["url"], **source["options"])
    names = [item.name for item in next(iter(base.categories().values())).items]
    result["datumaro"] = [
        {"frame": item.id, "label": names[a.label], "box": [a.x, a.y, a.x + a.w, a.y + a.h]}
        for item in base
        for a in item.annotations
    ]
print(json.dumps(result))
