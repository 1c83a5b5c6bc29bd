"""Ridge regression, whichever way is the quicker one."""

from typing import NamedTuple

import numpy as np

from rockmatch.vision.seer.layers import Floats

LEAST_SPREAD = 1e-3  # of a feature, so that one that never changes counts for nothing


class Linear(NamedTuple):
    """From features to answers: ``features @ kernel + bias``."""

    kernel: Floats
    """Features x answers."""
    bias: Floats

    def __call__(self, features: Floats) -> Floats:
        return features @ self.kernel + self.bias


def fit(features: Floats, answers: Floats, penalty: float) -> Linear:
    """Least squares of standardised features.

    Args:
        features: n x d.
        answers: n x k.
        penalty: above 0, in units of a feature's own spread. The more of it, the nearer to the
            mean of the answers is whatever is fitted.
    """
    count = np.float32(len(features))
    middle, mean = features.mean(axis=0), answers.mean(axis=0)
    spread = features.std(axis=0) + np.float32(LEAST_SPREAD)
    rows = (features - middle) / spread
    few = len(rows) < rows.shape[1]
    squares = (rows @ rows.T if few else rows.T @ rows) / count
    squares[np.diag_indices_from(squares)] += penalty
    wanted = (answers - mean) / count
    if few:
        kernel = rows.T @ np.linalg.solve(squares, wanted)
    else:
        kernel = np.linalg.solve(squares, rows.T @ wanted)
    kernel /= spread[:, None]
    return Linear(kernel.astype(np.float32), (mean - middle @ kernel).astype(np.float32))
