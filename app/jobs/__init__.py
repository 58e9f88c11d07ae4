"""Long work seen from outside."""
