"""The four networks, executed by the default engine, against TensorFlow and against the package."""

import numpy as np
import pytest

from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.networks import inception_resnet, mtcnn
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.weights import WeightsCorrupt, WeightsMissing

CASCADE = {"pnet": mtcnn.pnet, "rnet": mtcnn.rnet, "onet": mtcnn.onet}
pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def engines():
    return Engine("onnx", precision="fp32"), Engine("tensorflow")


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def images(definition, rng, count=3):
    height, width = (definition.side,) * 2 if definition.side else (61, 96)
    return rng.normal(size=(count, height, width, 3)).astype(np.float32)


@pytest.mark.parametrize("name", CASCADE)
def test_both_engines_agree_on_the_cascade(name, engines, rng):
    definition = CASCADE[name]()
    batch = images(definition, rng)
    ours, reference = (engine.compile(definition)(batch) for engine in engines)
    assert [output.shape for output in ours] == [output.shape for output in reference]
    for output, expected in zip(ours, reference, strict=True):
        assert output == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("stage", range(3), ids=list(CASCADE))
def test_the_reference_is_the_package(stage, engines, rng):
    from mtcnn import MTCNN

    definition = list(CASCADE.values())[stage]()
    batch = images(definition, rng)
    expected = [output.numpy() for output in MTCNN().stages[stage].model(batch)]
    for output, right in zip(engines[1].compile(definition)(batch), expected, strict=True):
        assert output == pytest.approx(right, abs=1e-4)


def test_both_engines_agree_on_facenet(engines, weights, astronaut, rng):
    crop = np.asarray(astronaut.crop((166, 48, 280, 187)).resize((160, 160)))
    noise = rng.integers(0, 256, (2, *crop.shape)).astype(np.uint8)
    crops = np.concatenate([crop[None], crop[None, :, ::-1], noise])
    ours, reference = (FaceNet(weights, engine).embed(crops) for engine in engines)
    assert (ours * reference).sum(axis=1).min() > 0.9999


def test_a_network_may_be_called_from_several_threads(engines, rng):
    from concurrent.futures import ThreadPoolExecutor

    network = engines[0].compile(mtcnn.rnet(), threads=1)
    batches = [images(mtcnn.rnet(), rng, count) for count in (1, 2, 3, 5, 8, 13)]
    alone = [network(batch)[1] for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda batch: network(batch)[1], batches))
    for one, other in zip(alone, together, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


def test_no_other_engine():
    with pytest.raises(ValueError, match="no engine 'abacus'"):
        Engine("abacus")


def test_other_files_than_the_known_ones_are_not_unpickled(monkeypatch):
    monkeypatch.setitem(mtcnn.SHA256, "rnet", "0" * 64)
    with pytest.raises(WeightsCorrupt, match="rnet"):
        mtcnn.rnet()


def test_without_the_package_there_is_no_cascade(monkeypatch):
    import importlib.metadata

    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    with pytest.raises(WeightsMissing, match="pnet"):
        mtcnn.pnet()


def test_a_file_with_too_few_numbers_is_refused(weights, monkeypatch):
    monkeypatch.setattr(inception_resnet, "PARAMETERS", inception_resnet.PARAMETERS + 1)
    with pytest.raises(WeightsCorrupt, match="numbers instead of"):
        inception_resnet.facenet(weights)
