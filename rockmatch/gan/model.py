"""The four networks, their losses, and one step of all of them.

One Keras model holds both generators and both discriminators; its loss is the sum of theirs. Each
loss reaches the networks that it is meant for alone: a discriminator learns nothing from being
fooled, and sees pictures that lead back to no generator. Adam goes
weight by weight, so one optimizer for all does what two of the same rate would. What each step is
to show of the pools comes with the batch, see ``history``.
"""

from itertools import count
from typing import Any

import keras
import numpy as np
from keras import ops

from rockmatch.gan.history import plan
from rockmatch.gan.losses import LOSSES
from rockmatch.gan.networks import discriminator, generator
from rockmatch.gan.pictures import Batches
from rockmatch.gan.recipe import Recipe


class CycleGAN(keras.Model):
    """``to_rocks`` and ``to_humans`` translate; ``rock_judge`` and ``human_judge`` tell."""

    def __init__(self, recipe: Recipe) -> None:
        """Build the networks and compile."""
        super().__init__(name="cyclegan", dtype=recipe.precision)
        seeds = count(recipe.seed * 10_000)
        form = (recipe.size, recipe.blocks, recipe.filters, recipe.precision, seeds)
        self.to_rocks = generator(*form, name="to_rocks")
        self.to_humans = generator(*form, name="to_humans")
        form_of_judge = (recipe.size, recipe.filters, recipe.precision, seeds)
        self.rock_judge = discriminator(*form_of_judge, name="rock_judge")
        self.human_judge = discriminator(*form_of_judge, name="human_judge")
        self._balance = recipe.cycle, recipe.identity
        shape = (recipe.pool, recipe.size, recipe.size, 3)
        self.rock_pool = self.add_weight(shape, "zeros", "float32", trainable=False)
        self.human_pool = self.add_weight(shape, "zeros", "float32", trainable=False)
        self.means = [keras.metrics.Mean(name=name) for name in LOSSES]
        self.built = True
        self.compile(
            optimizer=keras.optimizers.Adam(recipe.rate, beta_1=0.5),
            jit_compile=keras.backend.backend() == "jax",  # XLA is slow at convolutions on a CPU
        )
        self.optimizer.build(self.trainable_variables)

    def call(self, inputs: Any) -> Any:
        """Nothing: all happens in ``compute_loss``, to which the batch is handed on."""
        return inputs

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Sum the losses of a batch, see ``batch_of``; the pools change."""
        humans, rocks = from_bytes(x["humans"]), from_bytes(x["rocks"])
        # Pictures of one batch do not see each other, so two kinds can go through at once.
        as_rocks, same_rocks = _parted(self.to_rocks(ops.concatenate([humans, rocks])))
        as_humans, same_humans = _parted(self.to_humans(ops.concatenate([rocks, humans])))
        shown_rocks = self._from_pool(self.rock_pool, as_rocks, x, "rock")
        shown_humans = self._from_pool(self.human_pool, as_humans, x, "human")
        losses = (
            _fooled(self.rock_judge, as_rocks),
            _fooled(self.human_judge, as_humans),
            _apart(self.to_humans(as_rocks), humans),
            _apart(self.to_rocks(as_humans), rocks),
            _apart(same_rocks, rocks),
            _apart(same_humans, humans),
            _judged(self.rock_judge, rocks, shown_rocks),
            _judged(self.human_judge, humans, shown_humans),
        )
        for mean, loss in zip(self.means, losses, strict=True):
            mean.update_state(loss)
        cycle, identity = self._balance
        weights = (1.0, 1.0, cycle, cycle, identity, identity, 1.0, 1.0)
        return sum(weight * loss for weight, loss in zip(weights, losses, strict=True))

    def step(self, batch: dict[str, Any], rate: float) -> dict[str, float]:
        """Learn from one batch: its losses by name, and ``loss``, their weighted sum.

        The rate is one of the optimizer's variables, so a run of another length is compiled alike.
        """
        self.optimizer.learning_rate = rate
        return {name: float(v) for name, v in self.train_on_batch(batch, return_dict=True).items()}

    def _from_pool(self, pool: Any, new: Any, x: Any, kind: str) -> Any:
        """Show new pictures or earlier ones, and keep what is to be kept."""
        new = ops.stop_gradient(new)
        slots, show_new, keep_new = (x[f"{kind}_{what}"] for what in ("slots", "show", "keep"))
        earlier = ops.take(pool.value, slots, axis=0)
        kept = ops.where(_over_pixels(keep_new), new, earlier)
        pool.assign(ops.scatter_update(pool.value, ops.expand_dims(slots, 1), kept))
        return ops.where(_over_pixels(show_new), new, earlier)


def batch_of(step: int, batches: Batches, recipe: Recipe) -> dict[str, Any]:
    """Put together what a step is given, counted from the run's beginning."""
    humans, rocks = batches.of(step)
    batch: dict[str, Any] = {"humans": humans, "rocks": rocks}
    for kind, name in enumerate(("rock", "human")):
        drawn = plan(step, batch=recipe.batch, pool=recipe.pool, seed=recipe.seed, kind=kind)
        batch |= {
            f"{name}_slots": drawn.slots,
            f"{name}_show": drawn.show_new,
            f"{name}_keep": drawn.keep_new,
        }
    return batch


def from_bytes(pictures: Any) -> Any:
    """Bring pixels of 0 to 255 to -1 to 1."""
    return ops.cast(pictures, "float32") / 127.5 - 1.0


def to_bytes(pictures: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Bring -1 to 1 back to pixels."""
    values = np.asarray(pictures, np.float32)
    return np.clip(np.rint((values + 1.0) * 127.5), 0, 255).astype(np.uint8)


def _parted(both: Any) -> Any:
    return ops.split(both, 2, axis=0)


def _over_pixels(choice: Any) -> Any:
    return ops.reshape(choice, (-1, 1, 1, 1))


def _fooled(judge: keras.Model, made: Any) -> Any:
    """Tell how far pictures are from fooling a judge, who does not learn from it.

    What the judge would learn is taken off again. To call it with weights that are held still is
    the obvious way, but with TensorFlow 2.21 those were at times read after they had changed.
    """
    off = _squares(judge(ops.stop_gradient(made)), 1.0)
    return _squares(judge(made), 1.0) - (off - ops.stop_gradient(off))


def _judged(judge: keras.Model, real: Any, made: Any) -> Any:
    of_real, of_made = _parted(judge(ops.concatenate([real, made])))
    return (_squares(of_real, 1.0) + _squares(of_made, 0.0)) / 2  # half: to learn slower


def _squares(values: Any, goal: float) -> Any:
    return ops.mean(ops.square(values - goal))


def _apart(one: Any, other: Any) -> Any:
    return ops.mean(ops.absolute(one - other))
