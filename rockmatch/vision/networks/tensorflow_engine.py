"""Execute a network in TensorFlow: the reference for the other engine."""

from typing import Any

from rockmatch.vision.networks.layers import Array, Definition, Layers, Network


class TensorFlowLayers(Layers[Any]):
    """What layers are in TensorFlow. It is imported when one is made."""

    def __init__(self) -> None:
        import tensorflow as tf

        self.tf = tf
        self.nn = tf.nn

    def conv(
        self,
        x: Any,
        kernel: Array,
        bias: Array,
        *,
        stride: int = 1,
        same: bool = False,
        relu: bool = False,
    ) -> Any:
        y = self.nn.conv2d(x, kernel, stride, "SAME" if same else "VALID")
        y = self.nn.bias_add(y, bias)
        return self.nn.relu(y) if relu else y

    def prelu(self, x: Any, slope: Array) -> Any:
        return self.nn.relu(x) - slope.ravel() * self.nn.relu(-x)

    def max_pool(self, x: Any, size: int, stride: int, *, same: bool = False) -> Any:
        return self.nn.max_pool2d(x, size, stride, "SAME" if same else "VALID")

    def mean(self, x: Any) -> Any:
        return self.tf.reduce_mean(x, (1, 2))

    def flatten(self, x: Any) -> Any:
        length = x.shape[1] * x.shape[2] * x.shape[3]
        return self.tf.reshape(self.tf.transpose(x, (0, 2, 1, 3)), (-1, length))

    def dense(self, x: Any, kernel: Array, bias: Array) -> Any:
        return self.nn.bias_add(self.tf.matmul(x, kernel), bias)

    def add(self, x: Any, y: Any, *, relu: bool = False) -> Any:
        return self.nn.relu(x + y) if relu else x + y

    def concat(self, parts: list[Any]) -> Any:
        return self.tf.concat(parts, -1)

    def channels(self, x: Any, start: int, stop: int) -> Any:
        return x[..., start:stop]


def compile_network(definition: Definition) -> Network:
    """Make one compiled function of it, traced once for any number and size of images."""
    import tensorflow as tf

    layers = TensorFlowLayers()
    shape = [None, definition.side, definition.side, 3]

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.float32)], autograph=False)
    def network(images: Any) -> Any:
        return definition.build(layers, images, definition.weights)

    network.get_concrete_function()
    return lambda images: [output.numpy() for output in network(images)]
