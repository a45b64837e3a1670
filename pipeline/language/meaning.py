"""What a turn means, as numbers: the lower half of multilingual-e5-small, averaged over its words.

Two turns that say the same in other words lie close together; a straight line through that space
tells what is meant better than any list of words can. Of the twelve layers six are run: on labelled
turns what is learnt from them is as good as from all, at twice the speed. Model: Wang et al. 2024,
"Multilingual E5 text embeddings" (MIT licence).
"""

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from threading import Lock
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray
from tokenizers import Encoding, Regex, Tokenizer, models, normalizers, pre_tokenizers

from pipeline.language.packed import Packed, find_packed, read_packed
from pipeline.language.sentences import sentences

N_LAYERS = 6
N_DIMENSIONS = 384
MOST_TOKENS = 96  # of a turn: its first forty seconds
AT_ONCE = 32
MOST_LOOKED_UP = 127
# Of what is multiplied seven bits: two products of eight bits overflow the sixteen in which processors
# without VNNI add them, so that one machine would hear what another does not.
MOST_MULTIPLIED = 63
MOST_KEPT = 8192  # texts whose meaning is kept
PREFIX = "query: "  # the model was taught to expect one
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text and each of its sentences, as 384 numbers of length 1; all zero where no word is."""

    whole: Vectors
    sentences: Vectors


NOTHING = Meaning(np.zeros(N_DIMENSIONS, np.float32), np.zeros((0, N_DIMENSIONS), np.float32))
_kept: dict[str, Meaning] = {}  # a text always means the same; the oldest go first
_keeping = Lock()


def meanings(texts: Sequence[str]) -> list[Meaning]:
    """The meaning of each text. Many at once are quicker than one by one."""
    read_ahead(texts)
    return [_kept.get(text) or _read([text])[text] for text in texts]


def of_length_one(rows: Vectors) -> Vectors:
    """Rows as unit vectors; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Vectors = rows / np.maximum(lengths, np.float32(1e-6))
    return units


def read_ahead(texts: Iterable[str]) -> None:
    """Work out what texts mean before anybody asks."""
    unread = sorted({text for text in texts if text not in _kept}, key=len)
    for start in range(0, len(unread), AT_ONCE):
        found = _read(unread[start : start + AT_ONCE])
        with _keeping:
            _kept.update(found)
            for old in list(islice(_kept, max(0, len(_kept) - MOST_KEPT))):
                del _kept[old]


def _read(texts: Sequence[str]) -> dict[str, Meaning]:
    worded = [text for text in texts if text.strip()]
    found = dict.fromkeys(texts, NOTHING)
    if worded:
        found |= zip(worded, _reader().read(worded), strict=True)
    return found


class _Reader:
    def __init__(self, packed: Packed) -> None:
        self._begin, self._end = str(packed.begin), str(packed.end)
        self._tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=packed.unknown))
        self._tokenizer.normalizer = normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
        )
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        self._tokenizer.enable_truncation(MOST_TOKENS - 2)
        with tempfile.TemporaryDirectory() as folder:
            _specification(packed).save(folder)
            self._encoder = ctranslate2.Encoder(
                folder, compute_type="int8_float32", intra_threads=os.cpu_count() or 1
            )

    def read(self, texts: Sequence[str]) -> list[Meaning]:
        """Each text's meaning: the average of the last layer over all its pieces, and by sentence."""
        cut = self._tokenizer.encode_batch([PREFIX + t for t in texts], add_special_tokens=False)
        tokens = [[self._begin, *map(str, each.ids), self._end] for each in cut]
        states = np.array(self._encoder.forward_batch(tokens).last_hidden_state)
        return [
            _meaning(text, each, state[: len(each.ids) + 2])
            for text, each, state in zip(texts, cut, states, strict=True)
        ]


def _meaning(text: str, cut: Encoding, states: Vectors) -> Meaning:
    whole = _averaged(states)
    starts = np.array([start for start, _ in cut.offsets]) - len(PREFIX)
    parts = []
    for start, end in sentences(text):
        within = states[1:-1][(starts >= start) & (starts < end)]
        parts.append(_averaged(within) if len(within) else whole)  # beyond what is read
    return Meaning(whole, np.stack(parts))


def _averaged(states: Vectors) -> Vectors:
    mean = states.mean(axis=0)
    averaged: Vectors = mean / np.linalg.norm(mean)
    return averaged


@cache
def _reader() -> _Reader:
    return _Reader(read_packed(find_packed(), N_LAYERS))


def _specification(packed: Packed) -> Any:
    """The encoder as CTranslate2 describes it, in eight bits."""
    tensors = packed.tensors
    encoder = transformer_spec.TransformerEncoderSpec(
        packed.n_layers,
        packed.n_heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    for embedding, name in zip(encoder.embeddings, ("emb.word", "emb.type"), strict=True):
        embedding.weight, embedding.weight_scale = _in_whole_numbers(tensors[name], MOST_LOOKED_UP)
    encoder.position_encodings.encodings = tensors["emb.pos"]

    def norm(part: Any, name: str) -> None:
        part.gamma, part.beta = tensors[f"{name}.w"], tensors[f"{name}.b"]

    def linear(part: Any, *names: str) -> None:
        weight = np.concatenate([tensors[f"{name}.w"] for name in names])
        part.weight, part.weight_scale = _in_whole_numbers(weight, MOST_MULTIPLIED)
        part.bias = np.concatenate([tensors[f"{name}.b"] for name in names])

    norm(encoder.layernorm_embedding, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        at = f"l{number}"
        linear(layer.self_attention.linear[0], f"{at}.q", f"{at}.k", f"{at}.v")
        linear(layer.self_attention.linear[1], f"{at}.ao")
        norm(layer.self_attention.layer_norm, f"{at}.aln")
        linear(layer.ffn.linear_0, f"{at}.fi")
        linear(layer.ffn.linear_1, f"{at}.fo")
        norm(layer.ffn.layer_norm, f"{at}.oln")
    specification = transformer_spec.TransformerEncoderModelSpec(encoder)
    specification.register_vocabulary([str(i) for i in range(len(packed.pieces))])
    specification.config.unk_token = str(packed.unknown)
    specification.config.layer_norm_epsilon = packed.epsilon
    specification.validate()
    specification.optimize()
    return specification


def _in_whole_numbers(
    rows: NDArray[np.float32], most: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows as whole numbers of at most `most`, and what each row was multiplied by."""
    highest = np.abs(rows).max(axis=1)
    scales = most / np.where(highest == 0, most, highest)
    return np.rint(rows * scales[:, None]).astype(np.int8), scales.astype(np.float32)
