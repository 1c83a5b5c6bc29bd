"""The page of the balance: a snapshot of the coverage becomes plots, words and tables."""
