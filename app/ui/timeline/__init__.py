"""The strip of time below the viewer: ruler, tracks, clips, curves."""
