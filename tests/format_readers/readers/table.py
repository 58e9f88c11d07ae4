"""Prints what pandas makes of a table of segments and shapes."""

import importlib
import json
import sys
from typing import Any

pandas: Any = importlib.import_module("pandas")
table = pandas.read_csv(sys.argv[1])
shapes = table[table["kind"] == "shape"]
parts = table[table["kind"] == "segment"]
print(
    json.dumps(
        {
            "shapes": shapes[["id", "frame", "x0", "y0", "x1", "y1"]].astype(float).values.tolist(),
            "segments": parts[["label", "frame", "stop", "time", "stop_time"]].values.tolist(),
        }
    )
)
