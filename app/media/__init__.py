"""Files <-> frames, the only place that imports av: probing, reading, writing, segments."""
