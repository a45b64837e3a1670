"""Whisper's encoder on a processor: weights in whole numbers, each window as long as it is."""

from pathlib import Path

import numpy as np

from pipeline.transcribe.arithmetic import tiles
from pipeline.transcribe.arithmetic.kernels import Floats
from pipeline.transcribe.arithmetic.keys import HEAD, n_numbers
from pipeline.transcribe.arithmetic.products import Matrix, matrix
from pipeline.transcribe.arithmetic.weights import floats, layers_of, matrices, norm, norms
from pipeline.transcribe.encode.layers import Layers, encode
from pipeline.transcribe.features import Features
from pipeline.transcribe.model_bin import Arrays, read_model_bin


class Encoder:
    """The weights of an encoder; it keeps nothing of what it hears, so that threads share it."""

    def __init__(self, model_bin: Path) -> None:
        arrays = read_model_bin(model_bin)
        self._layers = _of_layers(arrays)
        self._last = norm(arrays, "encoder/")
        self._n = self._layers.places.shape[1]
        self._n_mels = arrays["encoder/conv1/weight"].shape[1]

    def encode(self, features: Features) -> Floats:
        """What is heard in a window, frames of 20 ms x numbers; `features` are of `log_mel`."""
        n_frames = features.shape[1] // 2
        padded = np.zeros((2 * n_frames + 2, len(features)), np.float32)
        padded[1:-1] = features.T[: 2 * n_frames]
        heard = tiles.aligned(2 * self._n // HEAD * n_numbers(n_frames))
        encoded: Floats = encode(padded, self._layers, self._last, heard)
        return encoded

    def get_ready(self) -> None:
        """Compile what is not compiled yet, which takes a while where no window was ever heard."""
        self.encode(np.zeros((self._n_mels, 2), np.float32))


def _of_layers(arrays: Arrays) -> Layers:
    layers = layers_of(arrays, "encoder")
    return Layers(
        first=_convolution(arrays, "encoder/conv1/"),
        second=_convolution(arrays, "encoder/conv2/"),
        places=floats(arrays["encoder/position_encodings/encodings"]),
        before_asking=norms(arrays, layers, "self_attention"),
        asked=matrices(arrays, layers, "self_attention/linear_0"),
        out=matrices(arrays, layers, "self_attention/linear_1"),
        before_network=norms(arrays, layers, "ffn"),
        wide=matrices(arrays, layers, "ffn/linear_0"),
        narrow=matrices(arrays, layers, "ffn/linear_1"),
    )


def _convolution(arrays: Arrays, part: str) -> Matrix:
    """A convolution as a product with frames that lie one behind the other."""
    weight = floats(arrays[part + "weight"])  # outputs x inputs x frames
    in_order = np.ascontiguousarray(weight.swapaxes(1, 2)).reshape(len(weight), -1)
    return matrix(in_order, floats(arrays[part + "bias"]))
