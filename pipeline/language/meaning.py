"""What a turn means, as numbers: the lower half of multilingual-e5-small, averaged over its words.

Two turns that say the same in other words lie close together; a straight line through that space
tells what is meant better than any list of words can. Of the twelve layers six are run: on labelled
turns what is learnt from them is as good as from all, at twice the speed. Model: Wang et al. 2024,
"Multilingual E5 text embeddings" (MIT licence).
"""

import os
import tempfile
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from pipeline.language.packed import Packed, find_packed, read_packed

N_LAYERS = 6
N_DIMENSIONS = 384
MOST_TOKENS = 96  # of a turn: its first forty seconds
AT_ONCE = 32
PREFIX = "query: "  # the model was taught to expect one
Vectors = NDArray[np.float32]


def meanings(texts: Sequence[str]) -> Vectors:
    """One row of 384 numbers a text, each of length 1; texts without words are all zero."""
    return np.array(_all_of(tuple(texts)))


@lru_cache(maxsize=64)  # a journey's detectors all ask for the same contacts
def _all_of(texts: tuple[str, ...]) -> Vectors:
    rows = np.zeros((len(texts), N_DIMENSIONS), np.float32)
    ids = _reader().tokens(texts)
    order = sorted((i for i, each in enumerate(ids) if texts[i].strip()), key=lambda i: len(ids[i]))
    for start in range(0, len(order), AT_ONCE):
        some = order[start : start + AT_ONCE]
        for place, row in zip(some, _reader().means([ids[i] for i in some]), strict=True):
            rows[place] = row
    return rows


class _Reader:
    def __init__(self, packed: Packed) -> None:
        self._begin, self._end = packed.begin, packed.end
        self._tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=packed.unknown))
        self._tokenizer.normalizer = normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
        )
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        with tempfile.TemporaryDirectory() as folder:
            _specification(packed).save(folder)
            self._encoder = ctranslate2.Encoder(
                folder, compute_type="int8_float32", intra_threads=os.cpu_count() or 1
            )

    def tokens(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of each text, by number, as CTranslate2 wants them."""
        found = self._tokenizer.encode_batch([PREFIX + t for t in texts], add_special_tokens=False)
        return [
            [str(i) for i in (self._begin, *each.ids[: MOST_TOKENS - 2], self._end)]
            for each in found
        ]

    def means(self, tokens: list[list[str]]) -> list[Vectors]:
        """The average of the last layer over each text's tokens, of length 1."""
        states = np.array(self._encoder.forward_batch(tokens).last_hidden_state)
        means = [
            state[: len(each)].mean(axis=0) for state, each in zip(states, tokens, strict=True)
        ]
        return [mean / np.linalg.norm(mean) for mean in means]


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
    encoder.embeddings[0].weight = tensors["emb.word"]
    encoder.embeddings[1].weight = tensors["emb.type"]
    encoder.position_encodings.encodings = tensors["emb.pos"]

    def norm(part: Any, name: str) -> None:
        part.gamma, part.beta = tensors[f"{name}.w"], tensors[f"{name}.b"]

    def linear(part: Any, *names: str) -> None:
        part.weight = np.concatenate([tensors[f"{name}.w"] for name in names])
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
    specification.optimize(quantization="int8")
    return specification
