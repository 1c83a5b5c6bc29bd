"""What the pages of the lab read."""
