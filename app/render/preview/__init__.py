"""One frame now, not a file later: what the window shows, computed as the export computes it."""
