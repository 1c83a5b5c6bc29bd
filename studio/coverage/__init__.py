"""What the pairings cover of face space, measured on imagined people. Plain NumPy, no Django."""
