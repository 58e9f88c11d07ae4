"""Label Studio's own Python kit: python label_studio.py FILE -> every frame's boxes in percent."""

import json
import sys
from pathlib import Path

from label_studio_sdk._extensions.label_studio_tools.postprocessing.video import extract_key_frames
from label_studio_sdk.converter import Converter

config = """<View><Labels name="label" toName="video"><Label value="car"/></Labels>
<Video name="video" value="$video"/><VideoRectangle name="box" toName="video"/>
<TimelineLabels name="timeline" toName="video"><Label value="car"/></TimelineLabels>
<Choices name="tag" toName="video"><Choice value="car"/></Choices></View>"""
path = Path(sys.argv[1])
Converter(config, ".").convert_to_json_min(str(path), "min", is_dir=False)
(least,) = json.loads(next(Path("min").glob("*.json")).read_text())
results = json.loads(path.read_text())[0]["annotations"][0]["result"]
frames = [
    {
        item["frame"]: [item[side] for side in ("x", "y", "width", "height", "rotation")]
        for item in row["value"]["sequence"]
    }
    for row in extract_key_frames(results)
    if row["type"] == "videorectangle"
]
print(json.dumps({"min": least, "frames": frames}))
