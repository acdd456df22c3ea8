"""Many cases at once: the same checked policy over columns, to the same outcomes."""
