"""Networks of 8-bit integers, by ONNX Runtime's own quantiser.

Weights become int8 with a scale for each output channel, activations uint8 with a scale and a zero
for each tensor (B. Jacob et al., "Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference", 2018). An activation's range is the least and the largest value
that it took on some pictures. The ranges are all that is kept of those: two numbers a tensor.
"""

import contextlib
import json
import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rockmatch.vision.networks.layers import Array
from rockmatch.vision.networks.onnx_engine import INPUT

Ranges = Mapping[str, tuple[float, float]]
"""From the name of a tensor to its least and its largest value."""
FACENET_RANGES = Path(__file__).with_name("facenet_ranges.json")
QUANTISED, RANGES = "quantised.onnx", "ranges.json"  # in a temporary folder


def read_ranges(path: Path = FACENET_RANGES) -> Ranges:
    """Read ranges as ``write_ranges`` wrote them."""
    ranges = json.loads(path.read_text(encoding="utf-8"))
    return {name: (float(low), float(high)) for name, (low, high) in ranges.items()}


def write_ranges(ranges: Ranges, path: Path = FACENET_RANGES) -> None:
    """Write ranges, a tensor a line."""
    lines = [f'"{name}": [{low:.6g}, {high:.6g}]' for name, (low, high) in sorted(ranges.items())]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def measure_ranges(model: Any, batches: Iterable[Array]) -> Ranges:
    """Execute an ONNX model and note the range of each tensor.

    Args:
        model: as from ``onnx_engine.onnx_model``; it is left as it is.
        batches: what to show it, float32, n x height x width x 3 each.
    """
    from onnxruntime.quantization.calibrate import load_tensors_data

    with tempfile.TemporaryDirectory(prefix="ranges-") as folder:
        _quantise(model, Path(folder), _reader(batches))
        data = load_tensors_data(Path(folder, RANGES))
    pairs = {name: data[name].range_value for name in data.keys()}  # noqa: SIM118 - not a dict
    return {name: (float(low.item()), float(high.item())) for name, (low, high) in pairs.items()}


def quantise(model: Any, ranges: Ranges) -> bytes:
    """Make the 8-bit form of an ONNX model, which goes through temporary files.

    Args:
        model: as from ``onnx_engine.onnx_model``; it is left as it is.
        ranges: of all its tensors.

    Raises:
        ValueError: a tensor has no range.
        OSError: there is no room for temporary files.
    """
    import numpy as np
    from onnxruntime.quantization import CalibrationMethod
    from onnxruntime.quantization.calibrate import TensorsData, save_tensors_data

    named = {INPUT, *(name for node in model.graph.node for name in node.output)}
    if missing := named - ranges.keys():
        raise ValueError(f"no range is known of {', '.join(sorted(missing))}")
    data = TensorsData(
        CalibrationMethod.MinMax,
        {name: (np.float32(low), np.float32(high)) for name, (low, high) in ranges.items()},
    )
    with tempfile.TemporaryDirectory(prefix="quantised-") as folder:
        save_tensors_data(data, Path(folder, RANGES))
        _quantise(model, Path(folder), None)
        return Path(folder, QUANTISED).read_bytes()


def _quantise(model: Any, folder: Path, reader: Any) -> None:
    """Quantise with the ranges in the folder; if there are none, they are measured and written."""
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static

    source = folder / "floats.onnx"  # the quantiser would change a model that it is handed
    source.write_bytes(model.SerializeToString())
    with _without_advice():
        quantize_static(
            source,
            folder / QUANTISED,
            reader,
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            # of the pairs of types, the one for which ONNX Runtime has VNNI kernels on x86-64
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibration_cache_path=folder / RANGES,
        )


def _reader(batches: Iterable[Array]) -> Any:
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):
        def __init__(self) -> None:
            self.batches = iter(batches)

        def get_next(self) -> dict[str, Array] | None:
            batch = next(self.batches, None)
            return None if batch is None else {INPUT: batch}

    return Reader()


@contextlib.contextmanager
def _without_advice() -> Iterator[None]:
    """Drop the quantiser's advice, given through the root logger, to prepare what is prepared."""

    def ours(record: logging.LogRecord) -> bool:
        return "pre-processing" not in record.getMessage()

    root = logging.getLogger()
    root.addFilter(ours)
    try:
        yield
    finally:
        root.removeFilter(ours)
