"""What we know about frames: labels, tracks, masks. No pixels, no Qt, no torch."""
