"""Whisper's decoder on a processor: weights in whole numbers, one row for each hypothesis."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.transcribe.convert import Arrays, read_model_bin
from pipeline.transcribe.decode import kernels
from pipeline.transcribe.decode.kernels import HEAD, N_APART, Bytes, Floats, Ints

LARGEST, SHORT = 127, 32767  # of a weight, of a number in the table of tokens


@dataclass(frozen=True, slots=True)
class Steps:
    """The 127 steps that a row is brought to: down to -`below`, up to `above`, none under `least`.

    With 256 steps, two neighbouring products would not fit into 16 bits where there is no VNNI.
    """

    below: int = 63
    above: int = 63
    least: float = 1e-20


EVEN = Steps()
OF_GELU = Steps(below=8, above=119, least=0.17 / 8)  # which is never below -0.17


class Linear:
    """A product with a matrix, outputs x inputs, in whole numbers as far as that is exact enough."""

    def __init__(self, weight: Any, bias: Any = None, steps: Steps = EVEN) -> None:
        floats = torch.from_numpy(_floats(weight))
        sizes = floats.abs().amax(1).clamp_min(1e-20) / LARGEST
        zeros = torch.zeros(len(floats), dtype=torch.long)
        with warnings.catch_warnings():  # PyTorch means to give up these tensors; it is pinned
            warnings.simplefilter("ignore")
            whole = torch.quantize_per_channel(floats, sizes, zeros, 0, torch.qint8)
        self._packed: Any = torch.ops.quantized.linear_prepack(whole, None)
        self._columns = np.ascontiguousarray(whole.int_repr().numpy().T)
        self._sizes = sizes.numpy()
        self._bias = np.zeros(len(floats), np.float32) if bias is None else _floats(bias)
        self._steps = steps

    def of(self, rows: Floats) -> Floats:
        """The product with each row, and the bias."""
        n_rows = len(rows)
        steps, sizes = np.empty(rows.shape, np.float32), np.empty(n_rows, np.float32)
        places = np.empty((n_rows, N_APART), np.int32)
        apart = np.empty((n_rows, N_APART), np.float32)
        above, least = np.float32(self._steps.above), np.float32(self._steps.least)
        kernels.to_steps(rows, above, least, steps, sizes, places, apart)
        product: Floats = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
            torch.from_numpy(steps), 1.0, self._steps.below, self._packed
        ).numpy()
        kernels.settle(product, sizes, places, apart, self._columns, self._sizes, self._bias)
        return product


@dataclass(frozen=True, slots=True)
class Norm:
    """What layer norm multiplies with and adds."""

    gamma: Floats
    beta: Floats

    def of(self, rows: Floats) -> Floats:
        """Each row normalised."""
        out = np.empty_like(rows)
        kernels.normalise(rows, self.gamma, self.beta, out)
        return out


class Layer:
    """One layer: attention to what was said, attention to what is heard, and the network after it."""

    def __init__(self, arrays: Arrays, number: int) -> None:
        name = f"decoder/layer_{number}/"
        norms = [name + part for part in ("self_attention", "attention", "ffn")]
        self.before_said, self.before_heard, self.before_network = (
            Norm(*(_floats(arrays[f"{each}/layer_norm/{what}"]) for what in ("gamma", "beta")))
            for each in norms
        )

        def linear(part: str, steps: Steps = EVEN) -> Linear:
            return Linear(arrays[f"{name}{part}/weight"], arrays[f"{name}{part}/bias"], steps)

        self.said_in = linear("self_attention/linear_0")
        self.said_out = linear("self_attention/linear_1")
        self.query = linear("attention/linear_0")
        self.heard_in = linear("attention/linear_1")
        self.heard_out = linear("attention/linear_2")
        self.wide = linear("ffn/linear_0")
        self.narrow = linear("ffn/linear_1", OF_GELU)


@dataclass(frozen=True, slots=True)
class Heard:
    """Keys and values of one window in one layer, numbers x frames, and the size of each number."""

    whole: Bytes
    sizes: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """What the decoder is asked in one step.

    The rows of a window follow one another: `bounds` are where each window's begin, and the end.
    `paths[r, :lengths[r]]` are the places in memory of what was said on the way to row r, its own
    token last.
    """

    tokens: Ints
    paths: Ints
    lengths: Ints
    bounds: Sequence[int]


class Decoder:
    """The weights of a decoder; it keeps nothing of what it is asked, so that threads share it."""

    def __init__(self, model_bin: Path, alignment_heads: Sequence[tuple[int, int]]) -> None:
        arrays = read_model_bin(model_bin)
        tokens = _floats(arrays["decoder/embeddings/weight"])
        self.n_tokens, self.n = tokens.shape
        self._token_sizes = np.abs(tokens).max(axis=1) / np.float32(SHORT)
        self._tokens = np.rint(tokens / self._token_sizes[:, None]).astype(np.int16)
        self._places = _floats(arrays["decoder/position_encodings/encodings"])
        n_layers = sum(key.endswith("/ffn/linear_0/weight") for key in arrays if "decoder" in key)
        with _fbgemm():
            self.layers = [Layer(arrays, number) for number in range(n_layers)]
            self._projection = Linear(tokens)
        self._last = Norm(*(_floats(arrays[f"decoder/layer_norm/{w}"]) for w in ("gamma", "beta")))
        self.n_kept = len(alignment_heads)
        self._kept = np.full((n_layers, self.n // HEAD), -1, np.int32)
        for place, (layer, head) in enumerate(alignment_heads):
            self._kept[layer, head] = place

    def heard(self, encoded: Floats) -> list[Heard]:
        """What each layer looks up in a window, frames x numbers."""
        return [_heard(layer.heard_in.of(encoded)) for layer in self.layers]

    def step(
        self, rows: Rows, said: Sequence[Floats], windows: Sequence[Sequence[Heard]]
    ) -> tuple[Floats, list[Floats]]:
        """What comes after each row: rows for `best`, and for each window the attention of its rows
        that words are timed by, rows x heads x frames.

        `said` is each layer's memory of keys and values; the rows' own are written into it.
        """
        x = self._tokens[rows.tokens] * self._token_sizes[rows.tokens, None]
        x += self._places[rows.lengths - 1]
        out = np.empty_like(x)
        n_most = max(self._places.shape[0], *(heard[0].whole.shape[1] for heard in windows))
        room = np.empty((2, n_most), np.float32)
        spans = list(zip(rows.bounds, rows.bounds[1:], strict=False))
        kept = [
            np.empty((high - low, self.n_kept, heard[0].whole.shape[1]), np.float32)
            for (low, high), heard in zip(spans, windows, strict=True)
        ]
        for number, layer in enumerate(self.layers):
            asked = layer.said_in.of(layer.before_said.of(x))
            kernels.attend_to_said(asked, said[number], rows.paths, rows.lengths, out, room[0])
            x += layer.said_out.of(out)
            queries = layer.query.of(layer.before_heard.of(x))
            for (low, high), heard, attention in zip(spans, windows, kept, strict=True):
                kernels.attend_to_heard(
                    queries[low:high],
                    heard[number].whole,
                    heard[number].sizes,
                    out[low:high],
                    room,
                    self._kept[number],
                    attention,
                )
            x += layer.heard_out.of(out)
            wide = layer.wide.of(layer.before_network.of(x))
            kernels.activate(wide)
            x += layer.narrow.of(wide)
        return self._last.of(x), kept

    def best(self, rows: Floats, allowed: Floats, n_best: int) -> tuple[Ints, Floats]:
        """The likeliest tokens after each row and their log probabilities, best first.

        `allowed` is 0 for each token that may come and far below 0 for others.
        """
        tokens = np.empty((len(rows), n_best), np.int32)
        logprobs = np.empty((len(rows), n_best), np.float32)
        logits = self._projection.of(rows)
        kernels.best_tokens(
            logits, rows, allowed, self._tokens, self._token_sizes, tokens, logprobs
        )
        return tokens, logprobs

    def chance(self, row: Floats, token: int) -> float:
        """How probable one token is after a row, of all there are."""
        everything = np.zeros(self.n_tokens, np.float32)
        best, logprobs = self.best(row[None], everything, 1)
        ahead = self._logit(row, int(best[0, 0])) - self._logit(row, token)
        return float(np.exp(logprobs[0, 0] - ahead))

    def _logit(self, row: Floats, token: int) -> float:
        return float(row @ self._tokens[token]) * float(self._token_sizes[token])


def runs_here() -> bool:
    """Whether PyTorch has the product in whole numbers on this processor, and it is right."""
    weight = np.outer([1.0, -0.5], np.linspace(-1.0, 1.0, HEAD))
    row = np.linspace(9.0, -9.0, HEAD, dtype=np.float32)[None]
    try:
        with _fbgemm():
            product = Linear(weight).of(row)
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    return np.allclose(product, row @ weight.T, rtol=0.02)


@contextmanager
def _fbgemm() -> Iterator[None]:
    """The one of PyTorch's libraries that takes a row's size from us, on every x86."""
    before = torch.backends.quantized.engine
    torch.backends.quantized.engine = "fbgemm"
    try:
        yield
    finally:
        torch.backends.quantized.engine = before


def _heard(product: Floats) -> Heard:
    whole = np.empty(product.shape[::-1], np.int8)
    sizes = np.empty(product.shape[1], np.float32)
    kernels.keep_heard(product, whole, sizes)
    return Heard(whole, sizes)


def _floats(values: Any) -> Floats:
    return np.ascontiguousarray(values, np.float32)
