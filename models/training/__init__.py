"""Training of the networks that come with the program: `python -m models.training --help`."""
