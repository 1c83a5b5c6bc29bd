"""The rooms of the lab."""

from lab.views.cyclegan import gan
from lab.views.results import results, results_csv

__all__ = ["gan", "results", "results_csv"]
