"""Whisper weights from CTranslate2's `model.bin` to OpenAI's checkpoint and back, by one table."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import torch

from pipeline.transcribe.manifest import WeightsError
from pipeline.transcribe.model_bin import Arrays, read_model_bin, write_model_bin

# CTranslate2's name → OpenAI's names whose rows it joins; None stands for a bias of zeros, which
# OpenAI's keys do not have.
_FIXED = {
    "encoder/conv1": "encoder.conv1",
    "encoder/conv2": "encoder.conv2",
    "encoder/layer_norm": "encoder.ln_post",
    "decoder/layer_norm": "decoder.ln",
}
_TABLES = {
    "encoder/position_encodings/encodings": "encoder.positional_embedding",
    "decoder/position_encodings/encodings": "decoder.positional_embedding",
    "decoder/embeddings/weight": "decoder.token_embedding.weight",
}
_LAYER: dict[str, tuple[str, ...]] = {
    "self_attention/layer_norm": ("attn_ln",),
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "self_attention/linear_1": ("attn.out",),
    "ffn/layer_norm": ("mlp_ln",),
    "ffn/linear_0": ("mlp.0",),
    "ffn/linear_1": ("mlp.2",),
}
_CROSS: dict[str, tuple[str, ...]] = {
    "attention/layer_norm": ("cross_attn_ln",),
    "attention/linear_0": ("cross_attn.query",),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
    "attention/linear_2": ("cross_attn.out",),
}


def to_checkpoint(model_bin: Path, checkpoint: Path) -> dict[str, int]:
    """Write OpenAI's checkpoint from a `model.bin`; return the model's dimensions.

    Raises WeightsError when the file is no Whisper of the known version.
    """
    arrays = read_model_bin(model_bin)
    dims = _dimensions(arrays)
    state = {}
    for theirs, ours in _mapping(dims["n_audio_layer"], dims["n_text_layer"]):
        rows = np.split(arrays[theirs], len(ours))
        for name, part in zip(ours, rows, strict=True):
            if name is not None:
                state[name] = torch.from_numpy(part.copy())
    torch.save({"dims": dims, "model_state_dict": state}, checkpoint)
    return dims


def to_ctranslate2(checkpoint: Path, model_bin: Path) -> dict[str, int]:
    """Write `model.bin` (float16) from OpenAI's checkpoint; return the model's dimensions.

    Raises WeightsError when the file is no checkpoint of Whisper.
    """
    try:
        loaded = torch.load(checkpoint, map_location="cpu", weights_only=True, mmap=True)
        dims, state = dict(loaded["dims"]), loaded["model_state_dict"]
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(f"{checkpoint}: not a checkpoint of Whisper; pull it again") from error
    arrays = _constants(dims)
    for theirs, ours in _mapping(dims["n_audio_layer"], dims["n_text_layer"]):
        known = [None if name is None else state[name].to(torch.float16).numpy() for name in ours]
        like = next(part for part in known if part is not None)
        arrays[theirs] = np.concatenate([np.zeros_like(like) if p is None else p for p in known])
    write_model_bin(model_bin, arrays)
    return dims


def _mapping(n_audio_layer: int, n_text_layer: int) -> Iterable[tuple[str, tuple[str | None, ...]]]:
    for theirs, ours in _TABLES.items():
        yield theirs, (ours,)
    for theirs, ours in _FIXED.items():
        yield from _weight_and_bias(theirs, (ours,))
    for side, n_layers, blocks in (
        ("encoder", n_audio_layer, _LAYER),
        ("decoder", n_text_layer, _LAYER | _CROSS),
    ):
        for layer in range(n_layers):
            for theirs, parts in blocks.items():
                names = tuple(f"{side}.blocks.{layer}.{part}" for part in parts)
                yield from _weight_and_bias(f"{side}/layer_{layer}/{theirs}", names)


def _weight_and_bias(
    theirs: str, ours: tuple[str, ...]
) -> Iterable[tuple[str, tuple[str | None, ...]]]:
    weight, bias = ("gamma", "beta") if theirs.endswith("layer_norm") else ("weight", "bias")
    yield f"{theirs}/{weight}", tuple(f"{name}.weight" for name in ours)
    yield (
        f"{theirs}/{bias}",
        tuple(None if name.endswith("attn.key") else f"{name}.bias" for name in ours),
    )


def _dimensions(arrays: Arrays) -> dict[str, int]:
    def layers(side: str) -> int:
        found = {m[1] for key in arrays if (m := re.match(rf"{side}/layer_(\d+)/", key))}
        return len(found)

    audio = arrays["encoder/position_encodings/encodings"].shape
    text = arrays["decoder/position_encodings/encodings"].shape
    return {
        "n_mels": arrays["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": audio[0],
        "n_audio_state": audio[1],
        "n_audio_head": int(arrays["encoder/num_heads"]),
        "n_audio_layer": layers("encoder"),
        "n_vocab": arrays["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text[0],
        "n_text_state": text[1],
        "n_text_head": int(arrays["decoder/num_heads"]),
        "n_text_layer": layers("decoder"),
    }


def _constants(dims: Mapping[str, int]) -> Arrays:
    """What `model.bin` says of the architecture, the same for every Whisper but for the heads."""
    gelu = 3
    flags = {
        "decoder/activation": gelu,
        "decoder/alibi": 0,
        "decoder/alibi_use_positive_positions": 0,
        "decoder/pre_norm": 1,
        "decoder/scale_alibi": 0,
        "decoder/scale_embeddings": 0,
        "decoder/start_from_zero_embedding": 0,
    }
    numbers = {
        "decoder/alignment_heads": 1,
        "decoder/alignment_layer": -1,
        "decoder/num_heads": dims["n_text_head"],
        "encoder/num_heads": dims["n_audio_head"],
    }
    return {key: np.array(value, "i1") for key, value in flags.items()} | {
        key: np.array(value, "<i2") for key, value in numbers.items()
    }
