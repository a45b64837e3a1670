"""Whisper's decoder on a processor: weights in whole numbers, one row for each hypothesis."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.transcribe.arithmetic import tiles
from pipeline.transcribe.arithmetic.kernels import Floats, Ints
from pipeline.transcribe.arithmetic.keys import HEAD, n_numbers
from pipeline.transcribe.arithmetic.products import matrix
from pipeline.transcribe.arithmetic.weights import floats, layers_of, matrices, norm, norms
from pipeline.transcribe.decode import layers
from pipeline.transcribe.decode.attention import Past
from pipeline.transcribe.decode.layers import Heard, Layers, Tokens
from pipeline.transcribe.model_bin import Arrays, read_model_bin

SHORT = 32767  # the largest number in the table of tokens


@dataclass(frozen=True, slots=True)
class Rows:
    """What the decoder is asked in one step.

    The rows of a window follow one another: `bounds` are where each window's begin, and the end;
    `windows` their numbers among those heard. `paths[r, :lengths[r]]` are the places in memory of
    what was said on the way to row r, its own token last.
    """

    tokens: Ints
    paths: Ints
    lengths: Ints
    bounds: Sequence[int]
    windows: Sequence[int]


class Decoder:
    """The weights of a decoder; it keeps nothing of what it is asked, so that threads share it."""

    def __init__(self, model_bin: Path, alignment_heads: Sequence[tuple[int, int]]) -> None:
        arrays = read_model_bin(model_bin)
        table = floats(arrays["decoder/embeddings/weight"])
        self.n_tokens, self.n = table.shape
        each_layer = layers_of(arrays, "decoder")
        self.n_layers = len(each_layer)
        sizes = np.abs(table).max(axis=1) / np.float32(SHORT)
        places = floats(arrays["decoder/position_encodings/encodings"])
        self._tokens = Tokens(np.rint(table / sizes[:, None]).astype(np.int16), sizes, places)
        self._projection = matrix(table)
        self._layers = _of_layers(arrays, each_layer)
        self._heard_in = matrices(arrays, each_layer, "attention/linear_1")
        self._last = norm(arrays, "decoder/")
        self.n_kept = len(alignment_heads)
        self._kept = np.full((self.n_layers, self.n // HEAD), -1, np.int32)
        for place, (layer, head) in enumerate(alignment_heads):
            self._kept[layer, head] = place

    def get_ready(self) -> None:
        """Compile what is not compiled yet, which takes a while where no window was ever heard."""
        token, path, length = (
            np.zeros(1, np.int32),
            np.zeros((1, 1), np.int32),
            np.ones(1, np.int32),
        )
        rows = Rows(token, path, length, [0, 1], [0])
        out, _ = self.step(rows, self.past(1), self.heard([np.zeros((1, self.n), np.float32)]))
        self.best(out, np.zeros(self.n_tokens, np.float32), 1)

    def past(self, n_places: int) -> Past:
        """Room for what is said at so many places, in each layer."""
        return Past(
            np.empty((self.n_layers, n_places, 2 * self.n), np.int8),
            np.empty((self.n_layers, n_places, 2 * self.n // HEAD), np.float32),
        )

    def heard(self, encoded: Sequence[Floats]) -> Heard:
        """What each layer looks up in each window, frames x numbers."""
        n_frames = np.array([len(each) for each in encoded], np.int64)
        n_heads = self.n // HEAD
        rooms = [self.n_layers * 2 * n_heads * n_numbers(int(n)) for n in n_frames]
        at = np.cumsum([0, *rooms], dtype=np.int64)
        sums_at = np.cumsum([0, *(self.n_layers * n_heads * n_frames)], dtype=np.int64)
        sums = np.empty(sums_at[-1], np.int32)
        sizes = np.empty((len(encoded), self.n_layers, 2 * self.n), np.float32)
        whole = tiles.aligned(int(at[-1]))
        for number, each in enumerate(encoded):
            layers.hear(
                each,
                self._heard_in,
                whole[at[number] : at[number + 1]],
                sums[sums_at[number] : sums_at[number + 1]],
                sizes[number],
            )
        return Heard(whole, at, sums, sums_at, sizes, n_frames)

    def step(self, rows: Rows, said: Past, heard: Heard) -> tuple[Floats, list[Floats]]:
        """What comes after each row: rows for `best`, and for each window the attention of its rows
        that words are timed by, rows x heads x frames.

        `said` remembers keys and values; the rows' own are written into it.
        """
        bounds, windows = np.array(rows.bounds, np.int64), np.array(rows.windows, np.int64)
        shapes = [
            (high - low, self.n_kept, int(heard.n_frames[window]))
            for low, high, window in zip(rows.bounds, rows.bounds[1:], rows.windows, strict=False)
        ]
        ends = np.cumsum([np.prod(shape) for shape in shapes])
        kept = np.empty(ends[-1], np.float32)
        out: Floats = layers.step(
            self._layers,
            self._last,
            self._tokens,
            rows.tokens,
            rows.paths,
            rows.lengths,
            bounds,
            windows,
            said,
            heard,
            self._kept,
            kept,
        )
        parts = np.split(kept, ends[:-1])
        return out, [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def best(self, rows: Floats, allowed: Floats, n_best: int) -> tuple[Ints, Floats]:
        """The likeliest tokens after each row and their log probabilities, best first.

        `allowed` is 0 for each token that may come and far below 0 for others.
        """
        tokens = np.empty((len(rows), n_best), np.int32)
        logprobs = np.empty((len(rows), n_best), np.float32)
        layers.best(rows, self._projection, self._tokens, allowed, tokens, logprobs)
        return tokens, logprobs

    def chance(self, row: Floats, token: int) -> float:
        """How probable one token is after a row, of all there are."""
        everything = np.zeros(self.n_tokens, np.float32)
        best, logprobs = self.best(row[None], everything, 1)
        ahead = self._logit(row, int(best[0, 0])) - self._logit(row, token)
        return float(np.exp(logprobs[0, 0] - ahead))

    def shares(self, row: Floats, tokens: Sequence[int]) -> Floats:
        """How probable each of some tokens is after a row, if it is one of them."""
        logits = np.array([self._logit(row, token) for token in tokens])
        odds = np.exp(logits - logits.max(initial=0.0))
        return np.asarray(odds / odds.sum(), np.float32)

    def _logit(self, row: Floats, token: int) -> float:
        return float(row @ self._tokens.table[token]) * float(self._tokens.sizes[token])


def _of_layers(arrays: Arrays, each_layer: Sequence[str]) -> Layers:
    return Layers(
        before_said=norms(arrays, each_layer, "self_attention"),
        said_in=matrices(arrays, each_layer, "self_attention/linear_0"),
        said_out=matrices(arrays, each_layer, "self_attention/linear_1"),
        before_heard=norms(arrays, each_layer, "attention"),
        query=matrices(arrays, each_layer, "attention/linear_0"),
        heard_out=matrices(arrays, each_layer, "attention/linear_2"),
        before_network=norms(arrays, each_layer, "ffn"),
        wide=matrices(arrays, each_layer, "ffn/linear_0"),
        narrow=matrices(arrays, each_layer, "ffn/linear_1"),
    )
