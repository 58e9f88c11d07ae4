"""What a mouse button held down does: one file per gesture, behind one small interface."""
