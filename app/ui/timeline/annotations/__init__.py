"""The rows of the Annotate workspace: segments and tracks of the source that is seen."""
