"""What pages of the studio read: one function for each."""
