"""Long work seen from outside: what is asked for, how far it is, what became of it."""
