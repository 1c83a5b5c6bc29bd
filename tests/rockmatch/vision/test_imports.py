"""The web process must stay light, and vision must not know Django."""

import subprocess
import sys
from pathlib import Path

import pytest

from rockmatch import vision

MODULES = sorted(path.stem for path in Path(vision.__file__).parent.glob("[a-z]*.py"))


def loaded_by(module):
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in ran.stdout.split()}


@pytest.mark.parametrize("module", MODULES)
def test_importing_a_module_loads_no_network_and_no_django(module):
    heavy = {"tensorflow", "keras", "mtcnn", "h5py", "django", "celery"}
    assert not loaded_by(f"rockmatch.vision.{module}") & heavy
