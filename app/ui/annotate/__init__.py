"""Drawing on the picture: the tools, what they paint, and the keys of the Annotate workspace."""
