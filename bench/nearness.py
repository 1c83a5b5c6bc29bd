"""How near faces come to the museum's pairings, and how evenly they use its rocks.

    python -m bench.nearness FOLDER [--weights FILE]

FOLDER holds ``Person_Name/Person_Name_0001.jpg``. The cosine distance from each face to its
nearest pairing is cut into thirds: these are the figures behind ``NEAR`` and ``KINDRED`` in
``rockmatch.matching``, which turn a distance into a word.
"""

import argparse
import os
from pathlib import Path

import django
import numpy as np
from numpy.typing import NDArray

from bench.lfw import show_progress
from rockmatch.vision.gallery import embed_files
from rockmatch.vision.imagine import effective_number, mean_vectors
from rockmatch.vision.weights import verify_weights, weights_path


def report(vectors: NDArray[np.float32], owners: list[str], anchors: NDArray[np.float32]) -> None:
    """Print the table."""
    from rockmatch.matching import nearness  # after django.setup()

    likeness = vectors @ anchors.T
    nearest = 1 - likeness.max(axis=1)
    first, second = np.quantile(nearest, [1 / 3, 2 / 3])
    words = [nearness(float(distance)) for distance in nearest]
    print(f"faces                    {len(vectors):,} of {len(set(owners)):,} people")
    print(f"pairings                 {len(anchors)}")
    print(f"thirds end at            {first:.3f} and {second:.3f} (cosine distance)")
    for word in sorted(set(words)):
        print(f"  called {word:<16}  {words.count(word) / len(words):.1%}")
    people = mean_vectors(vectors, owners)
    print(f"rocks used by people     {len(set((people @ anchors.T).argmax(axis=1)))}")
    print(f"effective number         {effective_number(people, anchors):.1f}")
    rock, same = likeness.argmax(axis=1), []
    for name in sorted({name for name in owners if owners.count(name) > 1}):
        a, b = [index for index, owner in enumerate(owners) if owner == name][:2]
        same.append(rock[a] == rock[b])
    print(f"same rock, two pictures  {np.mean(same):.1%} of {len(same):,} people, with no memory")


def main() -> None:
    """Read the arguments, embed, report."""
    parser = argparse.ArgumentParser(description="How near faces come to the museum's pairings.")
    parser.add_argument("folder", type=Path)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
    django.setup()
    verify_weights(options.weights)
    files = sorted(options.folder.glob("*/*.jpg"))
    vectors, found = embed_files(files, options.weights, show_progress)
    owners = [path.parent.name for path, good in zip(files, found, strict=True) if good]
    from rockmatch.museum_loader import MUSEUM, read_anchors

    report(vectors[found], owners, read_anchors(MUSEUM / "anchors.json"))


if __name__ == "__main__":
    main()
