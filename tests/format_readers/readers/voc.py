"""Supervision's and Datumaro's Pascal VOC: python voc.py FOLDER WIDTH HEIGHT -> {reader: rows}."""

import json
import sys
from pathlib import Path

import supervision
from datumaro.components.annotation import AnnotationType
from datumaro.plugins.data_formats.voc.base import VocBase
from datumaro.plugins.data_formats.voc.format import VocTask
from PIL import Image

folder, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
images = folder / "JPEGImages"
images.mkdir()
for file in (folder / "Annotations").glob("*.xml"):
    Image.new("RGB", (width, height)).save(images / f"{file.stem}.png")

found = supervision.DetectionDataset.from_pascal_voc(str(images), str(folder / "Annotations"))
rows = []
for path, _, seen in found:
    for box, number in zip(seen.xyxy.tolist(), seen.class_id, strict=True):
        rows.append({"frame": Path(path).stem, "box": box, "label": found.classes[number]})
result = {"supervision": rows}

listing = str(folder / "ImageSets" / "Main" / "default.txt")
for mode in ("dm-zero-based", "voc-one-based"):
    base = VocBase(listing, task=VocTask.voc_detection, coordinate_mode=mode)
    names = [item.name for item in base.categories()[AnnotationType.label].items]
    result[mode] = [
        {
            "frame": item.id,
            "label": names[a.label],
            "box": [a.x, a.y, a.x + a.w, a.y + a.h],
            "attributes": a.attributes,
        }
        for item in base
        for a in item.annotations
    ]
print(json.dumps(result))
