"""The rooms of the lab."""

from lab.views.cyclegan import gan

__all__ = ["gan"]
