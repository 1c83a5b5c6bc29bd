"""The learning rate: constant, then falling to nothing in a straight line."""


def rate_at(step: int, rate: float, constant: int, total: int) -> float:
    """Tell the rate of a step, of so many that it stays constant for, and of all."""
    left = (total - step) / max(total - constant, 1)
    return rate * min(1.0, max(0.0, left))
