"""A crowd that is made up, to try the lab out: every rater of it is marked as simulated."""
