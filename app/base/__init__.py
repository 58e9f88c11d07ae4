"""Words everyone shares: time, frames, colour, errors, cancellation, progress. No torch, no Qt."""
