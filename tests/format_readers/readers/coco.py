"""pycocotools: python coco.py FILE -> [{frame, track, label, bbox, area, drawn, text}, …]."""

import json
import sys

import numpy as np
from pycocotools import mask
from pycocotools.coco import COCO

judge = COCO(sys.argv[1])
rows = []
for row in judge.loadAnns(judge.getAnnIds()):
    run = mask.encode(np.asfortranarray(judge.annToMask(row)))
    rows.append(
        {
            "frame": judge.loadImgs(row["image_id"])[0]["frame_index"],
            "track": row["track_id"],
            "label": judge.cats[row["category_id"]]["name"],
            "bbox": row["bbox"],
            "area": row["area"],
            "drawn": int(mask.area(run)),
            "text": run["counts"].decode("ascii"),
            "keypoints": row.get("keypoints"),
        }
    )
print(json.dumps(rows))
