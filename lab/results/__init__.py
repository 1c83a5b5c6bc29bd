"""The page of results: counts of answers become figures, plots and words."""
