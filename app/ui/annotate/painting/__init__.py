"""What lies on the picture: shapes, names, the question mark of suggestions."""
