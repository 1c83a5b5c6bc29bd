"""The booth of an exhibition: from a visitor's picture to a rock, without an account."""
