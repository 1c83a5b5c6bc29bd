"""The web process must stay light, and vision must not know Django."""

import subprocess
import sys
from pathlib import Path

import pytest

from rockmatch import vision

ROOT = Path(vision.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.rglob("[a-z]*.py")
)


def loaded_by(module):
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in ran.stdout.split()}


@pytest.mark.parametrize("module", MODULES)
def test_importing_a_module_loads_no_network_and_no_django(module):
    heavy = {"tensorflow", "keras", "mtcnn", "onnx", "onnxruntime", "h5py", "django", "celery"}
    assert not loaded_by(f"rockmatch.vision.{module}") & heavy


@pytest.mark.weights
def test_a_reader_on_onnx_runtime_reads_without_tensorflow(weights):
    code = f"""
import sys
from pathlib import Path
from rockmatch.vision.reader import FaceReader
FaceReader(Path({str(weights)!r})).warm_up()
print(*sys.modules)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "onnxruntime" in loaded
    assert not {"tensorflow", "keras", "mtcnn"} & loaded


@pytest.mark.weights
def test_a_kept_facenet_needs_neither_its_weights_nor_the_means_to_make_it(weights, tmp_path):
    """They would stay in the memory of each process of the worker."""
    code = f"""
import sys
from pathlib import Path
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.networks.engines import Engine
FaceNet(Path({str(weights)!r}), Engine(kept=Path({str(tmp_path)!r})))
print(*sys.modules)
"""
    for making in (True, False):  # made and kept; read
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
        )
        loaded = {name.partition(".")[0] for name in ran.stdout.split()}
        assert "onnxruntime" in loaded
        assert {"onnx", "h5py"} & loaded == ({"onnx", "h5py"} if making else set())
