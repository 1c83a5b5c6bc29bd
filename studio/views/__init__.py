"""Pages of the studio."""

from studio.views.balance import balance, balance_csv, compute
from studio.views.history import history, undo

__all__ = ["balance", "balance_csv", "compute", "history", "undo"]
