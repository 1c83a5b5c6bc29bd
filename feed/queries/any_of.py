"""`column = ANY(array)`, where posts are read by their ids."""

from rockmatch.queries.any_of import IsAnyOf

__all__ = ["IsAnyOf"]
