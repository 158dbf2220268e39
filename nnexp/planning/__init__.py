"""Planning: from a grid to the fewest runs that answer it, what they cost and whether they fit."""
