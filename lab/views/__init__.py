"""The rooms of the lab."""

from lab.views.claims import claims, figures
from lab.views.cyclegan import gan

__all__ = ["claims", "figures", "gan"]
