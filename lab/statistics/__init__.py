"""How the lab reckons: curves of seeing, agreement, sensitivity. Plain NumPy, no Django."""
