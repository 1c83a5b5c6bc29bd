"""Files that packages carry, used without importing the package."""

from importlib.util import find_spec
from pathlib import Path


def packaged_file(package: str, name: str) -> Path:
    """Path of a file that a package carries. The package itself is not imported.

    Raises:
        FileNotFoundError: the package is not installed, or has no such file.
    """
    spec = find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        path = Path(folder, name)
        if path.is_file():
            return path
    raise FileNotFoundError(f"{package} carries no {name}.")
