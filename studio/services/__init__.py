"""Writes of the studio: each is one function, and leaves an act."""
