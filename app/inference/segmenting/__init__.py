"""Masks from clicks: encoder and decoder of the segment-anything kind, as two ONNX files."""
