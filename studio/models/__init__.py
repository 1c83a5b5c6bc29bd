"""What the studio keeps: what curators did, what members suggest, what stones they bring."""

from studio.models.acts import Act
from studio.models.coverage import Coverage
from studio.models.stones import FoundStone
from studio.models.suggestions import Suggestion

__all__ = ["Act", "Coverage", "FoundStone", "Suggestion"]
