"""The network of the book: from one grid point and a repeat to a learning curve."""
