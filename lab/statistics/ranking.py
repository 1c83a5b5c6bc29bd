"""Where one rock stands in each of many lists of rocks, by how near each lies to a face."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Faces = NDArray[np.float32]
Ids = NDArray[np.int64]
_AT_ONCE: Final = 256  # faces that are held against all points in one go: bounds the memory
_SAME: Final = 1e-5  # squared distances that differ by less are one: float32 tells no more


def percentiles(
    faces: Faces, wanted: Ids, own: Ids, points: Faces, rocks: Ids, owners: Ids
) -> NDArray[np.float64]:
    """The percentile of a rock in the list of all rocks, for each face.

    A rock lies as far from a face as the nearest of its points that are not that face's own. Its
    percentile is the share of the other rocks that are nearer, where those that are just as near
    count half: 0 for the first, 1 for the last, and 0.5 on average by chance.

    Args:
        faces: n x 128.
        wanted: Which rock, n.
        own: Whose face it is, n.
        points: m x 128.
        rocks: To which rock each point leads, m.
        owners: Whose each point is, m; nobody's is none of `own`.

    Returns:
        n; NaN where the rock has no point but the face's own, or is the only one.
    """
    order = np.argsort(rocks, kind="stable")
    points, owners = points[order], owners[order]
    names, firsts = np.unique(rocks[order], return_index=True)
    found = np.full(len(faces), np.nan)
    column = np.searchsorted(names, wanted).clip(max=max(len(names) - 1, 0))
    known = names[column] == wanted if len(names) else np.zeros(len(faces), np.bool_)
    lengths = np.square(points).sum(axis=1)
    for first in range(0, len(faces) if len(names) else 0, _AT_ONCE):
        rows = np.arange(first, min(first + _AT_ONCE, len(faces)))
        rows = rows[known[rows]]
        away = lengths - 2 * faces[rows] @ points.T
        away[own[rows, None] == owners] = np.inf
        nearest = np.minimum.reduceat(away, firsts, axis=1)
        here = nearest[np.arange(len(rows)), column[rows]]
        listed = np.isfinite(nearest)
        nearer = (listed & (nearest < here[:, None] - _SAME)).sum(axis=1)
        as_near = (listed & (np.abs(nearest - here[:, None]) <= _SAME)).sum(axis=1) - 1
        others = listed.sum(axis=1) - 1
        tells = np.isfinite(here) & (others > 0)
        share = (nearer[tells] + as_near[tells] / 2) / others[tells]
        found[rows[tells]] = share
    return found
