"""What is kept of rocks, and of members as rocks. No picture of a person is in any table."""

from rockmatch.models.balance import Balance
from rockmatch.models.bespoke import BespokeRock
from rockmatch.models.biometrics import FaceVector, Receipt
from rockmatch.models.hidden import HiddenRock
from rockmatch.models.humans import Human
from rockmatch.models.rockelganger import Rockelganger
from rockmatch.models.rocks import EMBEDDING_DIMENSIONS, Pairing, Rock
from rockmatch.models.selfie import Selfie

__all__ = [
    "EMBEDDING_DIMENSIONS",
    "Balance",
    "BespokeRock",
    "FaceVector",
    "HiddenRock",
    "Human",
    "Pairing",
    "Receipt",
    "Rock",
    "Rockelganger",
    "Selfie",
]
