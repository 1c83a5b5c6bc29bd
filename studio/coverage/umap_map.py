"""Face space laid flat by UMAP (McInnes, Healy and Melville 2018): an extra.

It keeps neighbours together where a plane lays strangers over each other; what is far apart on it
means nothing. It needs `requirements-umap.lock`, and is asked for by the worker alone.
"""

from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray


def is_there() -> bool:
    """Tell whether UMAP is installed; imports nothing."""
    return find_spec("umap") is not None


def lay_flat(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Lay vectors (n x 128) flat: n x 2, the same each time.

    Raises:
        ImportError: It is not installed.
    """
    from umap import UMAP

    flat = UMAP(n_neighbors=15, min_dist=0.1, metric="cosine", random_state=0, n_jobs=1)
    return np.asarray(flat.fit_transform(vectors), np.float64)
