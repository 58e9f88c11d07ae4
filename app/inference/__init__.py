"""Weights -> a callable on a device: catalogue, store, loaders, networks, tiling, transfer."""
