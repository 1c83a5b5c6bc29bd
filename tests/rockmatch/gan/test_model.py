"""One step of all four networks."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from rockmatch.gan.model import CycleGAN, _fooled, batch_of, from_bytes, to_bytes
from rockmatch.gan.pictures import Batches
from rockmatch.gan.recipe import Recipe
from tests.toys import toy

RECIPE = Recipe(size=32, blocks=1, filters=4, epochs=2, decay_from=1, batch=2, pool=4, seed=5)
BATCHES = Batches([toy(0, 4), toy(1, 4)], size=32, batch=2, seed=5)


def batch(step=0):
    return batch_of(step, BATCHES, RECIPE)


def gradients(loss_of, variables):
    with tf.GradientTape() as tape:
        loss = loss_of()
    return tape.gradient(loss, [one.value for one in variables])


def test_each_network_learns_what_it_would_alone():
    """The sum of all losses gives generators and judges the gradients of the paper's own two."""
    model = CycleGAN(RECIPE)
    given = batch()
    together = gradients(lambda: model.compute_loss(x=given), model.trainable_variables)
    humans, rocks = from_bytes(given["humans"]), from_bytes(given["rocks"])
    mean, ops = keras.ops.mean, keras.ops

    def generators_alone():
        as_rocks, as_humans = model.to_rocks(humans), model.to_humans(rocks)
        fool = mean(ops.square(model.rock_judge(as_rocks) - 1)) + mean(
            ops.square(model.human_judge(as_humans) - 1)
        )
        cycle = mean(ops.absolute(model.to_humans(as_rocks) - humans)) + mean(
            ops.absolute(model.to_rocks(as_humans) - rocks)
        )
        same = mean(ops.absolute(model.to_rocks(rocks) - rocks)) + mean(
            ops.absolute(model.to_humans(humans) - humans)
        )
        return fool + 10 * cycle + 5 * same

    def judges_alone():
        as_rocks, as_humans = model.to_rocks(humans), model.to_humans(rocks)
        loss = 0.0
        for judge, real, made in (
            (model.rock_judge, rocks, tf.stop_gradient(as_rocks)),
            (model.human_judge, humans, tf.stop_gradient(as_humans)),
        ):
            loss += mean(ops.square(judge(real) - 1)) / 2 + mean(ops.square(judge(made))) / 2
        return loss

    alone = {}
    for loss, networks in (
        (generators_alone, (model.to_rocks, model.to_humans)),
        (judges_alone, (model.rock_judge, model.human_judge)),
    ):
        variables = [one for network in networks for one in network.trainable_variables]
        found = gradients(loss, variables)
        alone |= {one.path: grad for one, grad in zip(variables, found, strict=True)}
    assert len(alone) == len(together)
    for one, grad in zip(model.trainable_variables, together, strict=True):
        assert np.allclose(grad, alone[one.path], atol=1e-4), one.path


def test_a_judge_learns_nothing_from_being_fooled():
    judge = CycleGAN(RECIPE).rock_judge
    pictures = from_bytes(batch()["rocks"])
    learnt = gradients(lambda: _fooled(judge, pictures), judge.trainable_variables)
    assert max(float(np.abs(grad).max()) for grad in learnt) < 1e-6
    right = np.mean(np.square(np.asarray(judge(pictures)) - 1))
    assert float(_fooled(judge, pictures)) == pytest.approx(right, rel=1e-5)


def test_the_pools_fill_with_translations_then_show_them():
    model = CycleGAN(RECIPE)
    made = model.to_rocks(from_bytes(batch(0)["humans"]))
    model.compute_loss(x=batch(0))
    pool = keras.ops.convert_to_numpy(model.rock_pool.value)
    assert np.allclose(pool[:2], made, atol=1e-5)
    assert not pool[2:].any()
    model.compute_loss(x=batch(1))
    new = model.to_rocks(from_bytes(batch(2)["humans"]))
    earlier = keras.ops.convert_to_numpy(model.rock_pool.value).copy()
    given = batch(2) | {
        "rock_slots": np.array([3, 0], np.int32),
        "rock_show": np.array([False, True]),
        "rock_keep": np.array([True, False]),
    }
    shown = np.asarray(model._from_pool(model.rock_pool, new, given, "rock"))
    after = keras.ops.convert_to_numpy(model.rock_pool.value)
    assert np.allclose(shown[0], earlier[3])
    assert np.allclose(shown[1], new[1])
    assert np.allclose(after[3], new[0])
    assert np.allclose(after[:3], earlier[:3])


def test_half_precision_scales_its_loss():
    model = CycleGAN(Recipe(size=32, blocks=1, filters=4, precision="mixed_float16"))
    assert isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)


def test_pixels_come_back_as_they_were():
    pixels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    assert (to_bytes(from_bytes(pixels)) == pixels).all()
    assert to_bytes(np.array([-7.0, 7.0])).tolist() == [0, 255]


@pytest.mark.parametrize("step", [0, 3, 1000])
def test_a_batch_is_the_same_whenever_it_is_made(step):
    one, other = batch(step), batch(step)
    assert one.keys() == other.keys()
    for name in one:
        assert (one[name] == other[name]).all()
