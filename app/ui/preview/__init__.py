"""The viewer: what the picture is now and what it will be."""
