"""Datumaro's CVAT importer: python cvat.py FILE -> [{frame, type, label, numbers…}, …]."""

import json
import sys
from pathlib import Path

import numpy as np
from datumaro.components.annotation import AnnotationType
from datumaro.plugins.data_formats.cvat.base import CvatBase, CvatImporter

path = Path(sys.argv[1])
assert CvatImporter.find_sources(str(path.parent)), "not known as CVAT's"
base = CvatBase(str(path))
labels = [item.name for item in base.categories()[AnnotationType.label].items]
rows = []
for item in base:
    for found in item.annotations:
        row = {"frame": item.attributes["frame"], "type": found.type.name}
        row["label"] = labels[found.label]
        row["attributes"] = dict(found.attributes)
        if found.type == AnnotationType.mask:
            row["pixels"] = np.argwhere(found.image).tolist()
        elif found.type == AnnotationType.bbox:
            row["bbox"] = list(found.get_bbox())
        elif found.type == AnnotationType.rotated_bbox:
            row["rotated"] = [found.cx, found.cy, found.w, found.h, found.r]
        elif hasattr(found, "points"):
            row["points"] = list(map(float, found.points))
        if hasattr(found, "z_order"):
            row["z_order"] = found.z_order
        rows.append(row)
print(json.dumps(rows))
