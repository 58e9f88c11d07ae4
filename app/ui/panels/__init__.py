"""The panels around the viewer: media, effects, jobs."""
