"""A rock changed a little, so that a detector that took it for a face looks again."""

import dataclasses

from rockmatch.portraits.parameters import RockParameters

STEP = 0.137  # of the noise's period: far enough that no speck stays where it was
FAINTER = 0.04


def mended(parameters: RockParameters, attempt: int) -> RockParameters:
    """Move the rock's noise and make its face a little fainter; attempt 0 changes nothing.

    What a detector takes for a face is seldom the face of the rock and mostly some specks or a
    fold that lie so by chance.
    """
    if not attempt:
        return parameters
    x, y, z = parameters.wander
    return dataclasses.replace(
        parameters,
        wander=(_moved(x, attempt), _moved(y, -attempt), _moved(z, 2 * attempt)),
        face_strength=round(parameters.face_strength * (1 - FAINTER * attempt), 4),
    )


def _moved(place: float, steps: int) -> float:
    return round((place + steps * STEP) % 1, 4)
