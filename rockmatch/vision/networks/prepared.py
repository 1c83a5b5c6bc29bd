"""FaceNet, made ready for this machine once and kept in a file.

Making it from the weights takes a second or two and half a gigabyte; reading the file a tenth of
that. The file begins with a hash of itself and of all that it was made from, so what is damaged,
cut off, of another version or of another processor is made anew. Nothing fails for want of a file:
without one the network is made in memory.
"""

import hashlib
import importlib.metadata
import inspect
import logging
import os
import tempfile
from pathlib import Path

from rockmatch.vision.networks import cpu, inception_resnet, layers, onnx_engine, quantised
from rockmatch.vision.weights import WeightsError, sha256_of

logger = logging.getLogger(__name__)
SEAL_BYTES = hashlib.sha256().digest_size
# Whatever shapes the graph: a change in one of these makes the kept networks anew.
SOURCES = tuple(Path(inspect.getfile(module)) for module in (inception_resnet, layers, onnx_engine))
PACKAGES = ("onnx", "onnxruntime")


def facenet_model(weights: Path, folder: Path | None, *, int8: bool) -> bytes:
    """Take the network from its file, or make it and keep it there.

    Args:
        weights: the verified file.
        folder: where networks are kept; None keeps nothing.
        int8: of 8-bit integers; where it cannot be made, one of 32-bit floats comes instead.

    Returns:
        An ONNX model. One from a file is optimised for this processor.

    Raises:
        WeightsCorrupt: the weights lack a layer or have one of another shape.
    """
    if int8:
        try:
            return _kept_or_made(weights, folder, "int8")
        except WeightsError:
            raise
        except Exception:  # whatever it is, selfies can be read without it
            logger.exception("FaceNet of 8-bit integers could not be made: floats it is.")
    return _kept_or_made(weights, folder, "fp32")


def kept_path(folder: Path, precision: str) -> Path:
    """Say where the network of a precision (``int8`` or ``fp32``) is kept."""
    return folder / f"facenet.{precision}.onnx"


def _kept_or_made(weights: Path, folder: Path | None, precision: str) -> bytes:
    if folder is None:
        return _make(weights, precision)
    path, origin = kept_path(folder, precision), _origin(weights, precision)
    kept = _read(path, origin)
    if kept is not None:
        return kept
    model = _make(weights, precision)
    try:
        return _keep(path, origin, model)
    except Exception as problem:  # noqa: BLE001 - a full disk comes in several shapes here
        logger.warning("%s could not be written: %s. Each worker makes its own.", path, problem)
        return model


def _make(weights: Path, precision: str) -> bytes:
    model = onnx_engine.onnx_model(inception_resnet.facenet(weights))
    if precision == "int8":
        return quantised.quantise(model, quantised.read_ranges())
    return bytes(model.SerializeToString())


def _origin(weights: Path, precision: str) -> bytes:
    """Hash all that the network is made from, and the processor that it is optimised for."""
    parts = [sha256_of(weights), precision, *(sha256_of(path) for path in SOURCES)]
    if precision == "int8":
        parts += [sha256_of(Path(inspect.getfile(quantised))), sha256_of(quantised.FACENET_RANGES)]
    parts += [importlib.metadata.version(package) for package in PACKAGES]
    parts += sorted(cpu.features())
    return hashlib.sha256("\n".join(parts).encode()).digest()


def _seal(origin: bytes, model: bytes) -> bytes:
    digest = hashlib.sha256(origin)
    digest.update(model)
    return digest.digest()


def _read(path: Path, origin: bytes) -> bytes | None:
    """Read the kept network; None if there is none, or not the right one."""
    try:
        with path.open("rb") as file:
            seal, model = file.read(SEAL_BYTES), file.read()
    except OSError:
        return None
    return model if seal == _seal(origin, model) else None


def _keep(path: Path, origin: bytes, model: bytes) -> bytes:
    """Optimise the network for this processor and put it at ``path``, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="prepared-") as folder:
        optimised = onnx_engine.optimise(model, Path(folder, "model.onnx"))
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(_seal(origin, optimised))
            file.write(optimised)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return optimised
