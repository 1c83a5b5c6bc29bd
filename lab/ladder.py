"""Where the ladder lies that ships with the product."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("static") / "lab" / "ladder"
STATIC: Final = "lab/ladder/"
