"""What the site claims, beside the command that measures it and what it found last."""

from lab.claims.reading import FOLDER, Published, read_claim
from lab.claims.statements import CLAIMS, GROUPS, Claim

__all__ = ["CLAIMS", "FOLDER", "GROUPS", "Claim", "Published", "read_claim"]
