"""What a run writes: its recipe, its losses, what TensorBoard reads, sheets."""

import io
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from tensorflow.core.util import event_pb2

from rockmatch.gan.events import EventFile
from rockmatch.gan.losses import COLUMNS, add_losses, read_losses
from rockmatch.gan.recipe import Recipe
from rockmatch.gan.sheet import sheet, there_and_back
from rockmatch.vision.dataset.files import CannotGoOn
from tests.toys import toy


def test_tensorflow_reads_our_events(tmp_path):
    events = EventFile(tmp_path / "events")
    events.scalars(300, {"loss": 0.25, "epoch/rate": 2e-4})
    events.close()
    (path,) = (tmp_path / "events").iterdir()
    records = tf.data.TFRecordDataset(str(path))  # it refuses a wrong checksum
    head, body = (event_pb2.Event.FromString(one.numpy()) for one in records)
    assert head.file_version == "brain.Event:2"
    assert body.step == 300
    assert body.wall_time >= head.wall_time > 1.7e9
    values = {one.tag: one.simple_value for one in body.summary.value}
    assert values == pytest.approx({"loss": 0.25, "epoch/rate": 2e-4})


def test_losses_of_an_epoch_that_is_made_again_are_replaced(tmp_path):
    assert read_losses(tmp_path) == []
    for epoch, loss in ((1, 0.9), (2, 0.8), (3, 0.7), (2, 0.5)):
        add_losses(tmp_path, dict.fromkeys(COLUMNS, loss) | {"epoch": epoch, "steps": epoch * 10})
    rows = read_losses(tmp_path)
    assert [row["epoch"] for row in rows] == [1, 2]
    assert [row["loss"] for row in rows] == [0.9, 0.5]
    (tmp_path / "losses.csv").write_text("epoch\nx")
    with pytest.raises(CannotGoOn, match=r"losses\.csv is broken"):
        read_losses(tmp_path)


def test_a_sheet_has_a_place_for_each_picture():
    pictures = toy(0, 3, 32)
    data = sheet(there_and_back(pictures, 255 - pictures, pictures))
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "WEBP"
        assert image.size == (2 * (3 * 38 + 6) + 6, 2 * 38 + 6)
        pixels = np.asarray(image.convert("RGB"), int)
    assert abs(pixels[6 + 2, 6 + 2] - pictures[0][2, 2]).max() < 40
    assert abs(pixels[6 + 2, 44 + 2] - (255 - pictures[0])[2, 2]).max() < 40


def test_a_recipe_is_read_as_it_was_written(tmp_path):
    recipe = Recipe(size=64, epochs=7, decay_from=3, rate=1e-4, precision="mixed_bfloat16")
    recipe.write(tmp_path)
    assert Recipe.read(tmp_path) == recipe
    (tmp_path / "recipe.json").write_text('{"size": 64}')
    with pytest.raises(CannotGoOn, match="no folder of a run"):
        Recipe.read(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"size": 70}, "multiple of 4"),
        ({"size": 16}, "32 to 1024"),
        ({"blocks": 0}, "blocks"),
        ({"filters": 1}, "filters"),
        ({"epochs": 0}, "epochs"),
        ({"decay_from": 300}, "decay-from"),
        ({"batch": 0}, "batch"),
        ({"batch": 51}, "pool, 50"),
        ({"pictures": -1}, "pictures"),
        ({"rate": 2.0}, "0.0002"),
        ({"precision": "float8"}, "mixed_bfloat16"),
    ],
)
def test_what_cannot_be_trained_is_refused_with_advice(wrong, advice):
    with pytest.raises(CannotGoOn, match=advice):
        replace(Recipe(), **wrong)


def test_only_length_rate_and_precision_may_change_on_the_way():
    begun = Recipe()
    replace(begun, epochs=300, decay_from=200, rate=1e-4, precision="mixed_bfloat16").goes_on_from(
        begun
    )
    with pytest.raises(CannotGoOn, match="size is 128 there and 64 here"):
        replace(begun, size=64).goes_on_from(begun)


@pytest.mark.parametrize(
    ("recipe", "steps"),
    [(Recipe(), 900), (Recipe(batch=4), 225), (Recipe(pictures=10), 10), (Recipe(batch=50), 18)],
)
def test_an_epoch_goes_through_the_larger_collection(recipe, steps):
    assert recipe.steps_of_epoch(900, 30) == steps
    assert Recipe(batch=8).steps_of_epoch(2, 2) == 1
