"""FaceNet of 8-bit integers, against TensorFlow; and the choice between it and floats."""

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.networks import cpu, onnx_engine, quantised
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.networks.inception_resnet import facenet

BOX = (166, 48, 280, 187)
RANGES = quantised.read_ranges()


def varied(portrait):
    """Crops of one face: shifted, scaled, mirrored, turned, lit, blurred, coarse, grey, noisy."""
    left, top, right, bottom = BOX
    boxes = [
        BOX,
        *((left + x, top + y, right + x, bottom + y) for x, y in [(12, 0), (-12, 8), (0, -14)]),
        *((left - m, top - m, right + m, bottom + m) for m in (-14, 15, 45)),
    ]
    for box in boxes:
        yield portrait.crop(box)
    face = portrait.crop(BOX)
    yield face.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    yield from (face.rotate(angle, Image.Resampling.BICUBIC) for angle in (-20, 12))
    yield from (ImageEnhance.Brightness(face).enhance(share) for share in (0.3, 1.6))
    yield ImageEnhance.Contrast(face).enhance(0.4)
    yield from (face.filter(ImageFilter.GaussianBlur(radius)) for radius in (1, 2.5))
    yield face.resize((40, 48))
    yield face.convert("L").convert("RGB")
    noise = np.random.default_rng(5).normal(0, 12, (139, 114, 3))
    yield Image.fromarray(np.clip(np.asarray(face) + noise, 0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def crops(astronaut):
    faces = varied(astronaut)
    return np.stack(
        [np.asarray(face.resize((160, 160), Image.Resampling.BILINEAR)) for face in faces]
    )


@pytest.fixture(scope="module")
def reference(weights, crops):
    return FaceNet(weights, Engine("tensorflow")).embed(crops)


@pytest.mark.weights
@pytest.mark.parametrize(("precision", "least"), [("fp32", 0.99999), ("int8", 0.995)])
def test_a_precision_agrees_with_tensorflow(precision, least, weights, crops, reference):
    vectors = FaceNet(weights, Engine(precision=precision)).embed(crops)
    assert (vectors * reference).sum(axis=1).min() >= least


@pytest.mark.weights
def test_the_faces_of_the_parity_test_differ_more_than_the_precisions(reference):
    """Else it would not tell a network that says the same of every crop."""
    alike = reference @ reference.T
    assert np.quantile(alike[np.triu_indices(len(alike), 1)], 0.5) < 0.97


@pytest.mark.weights
def test_the_committed_ranges_are_of_this_very_graph(weights):
    graph = onnx_engine.onnx_model(facenet(weights)).graph
    tensors = {onnx_engine.INPUT, *(name for node in graph.node for name in node.output)}
    assert set(RANGES) == tensors


@pytest.mark.weights
def test_ranges_hold_what_was_shown(weights, crops, tmp_path):
    from rockmatch.vision.facenet import prewhiten

    model = onnx_engine.onnx_model(facenet(weights))
    before = model.SerializeToString()
    shown = prewhiten(crops[:3])
    ranges = quantised.measure_ranges(model, [shown[:1], shown[1:]])
    assert ranges[onnx_engine.INPUT] == pytest.approx((shown.min(), shown.max()))
    assert model.SerializeToString() == before
    quantised.write_ranges(ranges, tmp_path / "ranges.json")
    again = quantised.read_ranges(tmp_path / "ranges.json")
    assert again == {name: pytest.approx(pair, rel=1e-5) for name, pair in ranges.items()}


@pytest.mark.weights
def test_a_tensor_without_a_range_is_an_error(weights):
    few = {name: pair for name, pair in RANGES.items() if name != "Relu_115"}
    with pytest.raises(ValueError, match="no range is known of Relu_115"):
        quantised.quantise(onnx_engine.onnx_model(facenet(weights)), few)


@pytest.mark.parametrize(
    ("cpuinfo", "fast"),
    [
        ("processor\t: 0\nflags\t\t: fpu sse2 avx2 avx512_vnni\n", True),
        ("processor\t: 0\nflags\t\t: fpu avx2 avx_vnni\n", True),
        ("processor\t: 0\nFeatures\t: fp asimd asimdhp asimddp\n", True),
        ("processor\t: 0\nflags\t\t: fpu sse2 avx2 avx512f\n", False),
        ("processor\t: 0\nFeatures\t: fp asimd\n", False),
        ("no list at all", False),
        (None, False),
    ],
)
def test_integers_are_chosen_where_the_processor_is_made_for_them(
    cpuinfo, fast, tmp_path, monkeypatch
):
    file = tmp_path / "cpuinfo"
    if cpuinfo is not None:
        file.write_text(cpuinfo)
    monkeypatch.setattr(cpu, "CPUINFO", file)
    monkeypatch.setattr(cpu.platform, "system", lambda: "Linux")
    cpu.features.cache_clear()
    try:
        assert Engine().int8 is fast
        assert Engine(precision="int8").int8
        assert not Engine(precision="fp32").int8
    finally:
        cpu.features.cache_clear()


def test_a_mac_of_apples_own_is_made_for_them(tmp_path, monkeypatch):
    monkeypatch.setattr(cpu, "features", frozenset)
    monkeypatch.setattr(cpu.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(cpu.platform, "machine", lambda: "arm64")
    assert cpu.fast_int8()


def test_no_other_precision():
    with pytest.raises(ValueError, match="no precision 'int4'"):
        Engine(precision="int4")
    with pytest.raises(ValueError, match="floats only"):
        Engine("tensorflow", precision="int8")
