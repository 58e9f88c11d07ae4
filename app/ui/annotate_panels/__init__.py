"""The panels of the Annotate workspace: labels, objects, review, files and runs of models."""
