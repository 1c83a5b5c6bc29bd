"""What the site claims, beside the command that measures it and what it found last."""

from lab.claims.reading import FOLDER, Published, lay_out
from lab.claims.statements import CLAIMS, GROUPS, Claim

__all__ = ["CLAIMS", "FOLDER", "GROUPS", "Claim", "Published", "lay_out"]
