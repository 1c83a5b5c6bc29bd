"""The curators' studio: humans, stones and suggestions become pairings, and each act is noted."""
