"""Generator and discriminator are the paper's."""

from itertools import count

import numpy as np

from rockmatch.gan.networks import discriminator, generator


def test_a_generator_gives_pictures_of_the_same_form():
    network = generator(32, 1, 4, "float32", count(), "g")
    made = np.asarray(network(np.random.default_rng(0).uniform(-1, 1, (2, 32, 32, 3))))
    assert made.shape == (2, 32, 32, 3)
    assert np.abs(made).max() <= 1


def test_generators_have_as_many_blocks_as_asked_for():
    def weights(blocks):
        network = generator(128, blocks, 64, "float32", count(), "g")
        return sum(int(np.prod(one.shape)) for one in network.trainable_variables)

    assert weights(6) == 7_837_699 - 3_712  # as the authors' own, but for biases that do nothing
    assert weights(9) - weights(6) == 3 * 2 * 3 * 3 * 256 * 256


def test_no_two_layers_begin_alike():
    network = generator(32, 2, 4, "float32", count(5), "g")
    blocks = [w.numpy() for w in network.trainable_variables if w.shape == (3, 3, 16, 16)]
    assert len(blocks) == 4
    assert not any(np.allclose(blocks[0], other) for other in blocks[1:])
    assert 0.01 < blocks[0].std() < 0.03


def test_a_patch_that_is_judged_is_70_pixels_wide():
    judge = discriminator(128, 8, "float32", count(), "d")
    convolutions = [layer for layer in judge.layers if hasattr(layer, "kernel_size")]
    width = 1
    for layer in reversed(convolutions):
        width = (width - 1) * layer.strides[0] + layer.kernel_size[0]
    assert width == 70
    assert judge.output_shape == (None, 16, 16, 1)


def test_a_picture_is_translated_alike_in_any_company():
    network = generator(32, 1, 4, "float32", count(), "g")
    pictures = np.random.default_rng(0).uniform(-1, 1, (3, 32, 32, 3)).astype(np.float32)
    together, alone = np.asarray(network(pictures)), np.asarray(network(pictures[1:2]))
    assert np.allclose(together[1], alone[0], atol=1e-5)


def test_half_precision_computes_so_and_answers_in_full():
    network = generator(32, 1, 4, "mixed_bfloat16", count(), "g")
    assert network.layers[2].compute_dtype == "bfloat16"
    assert {one.dtype for one in network.trainable_variables} == {"float32"}
    assert network(np.zeros((1, 32, 32, 3), np.float32)).dtype == "float32"
