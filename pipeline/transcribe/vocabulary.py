"""The files that CTranslate2 wants beside `model.bin`, derived from openai-whisper's own vocabulary."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.transcribe.manifest import Model, WeightsError


def write_companions(folder: Path, model: Model, *, n_vocab: int, n_mels: int) -> None:
    """Write config, vocabulary, tokenizer and preprocessor settings for a model of that size.

    Raises WeightsError when openai-whisper's vocabulary has another size than the weights.
    """
    from whisper.tokenizer import LANGUAGES, get_tokenizer  # noqa: PLC0415 - costs a second

    # The English sizes know no language, yet their vocabulary has the tokens of 99.
    n_languages = model.n_languages if model.is_multilingual else 99
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=n_languages)
    encoding = tokenizer.encoding
    if encoding.n_vocab != n_vocab:
        raise WeightsError(
            f"{folder}: `{model.name}` has {n_vocab} tokens, the vocabulary of the installed "
            f"openai-whisper {encoding.n_vocab}; use `--engine openai-whisper` for this model"
        )
    first_special = tokenizer.eot
    tokens = [_readable(_bytes(encoding, number)) for number in range(first_special)]
    specials = [_bytes(encoding, number).decode() for number in range(first_special, n_vocab)]
    by_name = {token: first_special + i for i, token in enumerate(specials)}
    silent = [tokenizer.sot, tokenizer.translate, tokenizer.transcribe, tokenizer.sot_lm]
    silent += [tokenizer.sot_prev, tokenizer.no_speech]
    config = {
        "alignment_heads": [list(pair) for pair in model.alignment_heads],
        "lang_ids": [by_name[f"<|{code}|>"] for code in LANGUAGES if f"<|{code}|>" in by_name],
        "suppress_ids": sorted({*tokenizer.non_speech_tokens, *silent}),
        "suppress_ids_begin": [*encoding.encode(" "), tokenizer.eot],
    }
    _write(folder / "config.json", config)
    _write(folder / "vocabulary.json", tokens + specials)
    _write(folder / "tokenizer.json", _tokenizer(encoding, tokens, by_name))
    _write(folder / "preprocessor_config.json", {"feature_size": n_mels})


def _bytes(encoding: Any, number: int) -> bytes:
    try:
        return bytes(encoding.decode_single_token_bytes(number))
    except KeyError:
        return b""  # 50256 of the multilingual vocabulary is no token at all


def _tokenizer(encoding: Any, tokens: list[str], by_name: dict[str, int]) -> dict[str, Any]:
    """The byte-pair tokenizer in the JSON form of the `tokenizers` package."""
    ranks = {_bytes(encoding, number): number for number in range(len(tokens))}
    merges = [
        [_readable(part) for part in parts]
        for token, rank in ranks.items()
        if len(parts := _last_merge(token, rank, ranks)) == 2
    ]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    return {
        "version": "1.0",
        "added_tokens": [
            {
                "id": number,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": is_time,
                "special": not is_time,
            }
            for token, number in by_name.items()
            for is_time in [token[2:3].isdigit()]
        ],
        "normalizer": None,
        "pre_tokenizer": byte_level | {"use_regex": True},
        "post_processor": None,
        "decoder": byte_level | {"add_prefix_space": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {token: number for number, token in enumerate(tokens)},
            "merges": merges,
        },
    }


def _last_merge(token: bytes, rank: int, ranks: dict[bytes, int]) -> list[bytes]:
    """The two pieces that a token was merged from: what is left when only earlier merges apply."""
    parts = [token[i : i + 1] for i in range(len(token))]
    while len(parts) > 2:
        pairs = [ranks.get(a + b, rank) for a, b in pairwise(parts)]
        best = min(pairs)
        if best >= rank:
            break
        at = pairs.index(best)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def _readable(token: bytes) -> str:
    """GPT-2's spelling of bytes as printable characters."""
    return "".join(_SPELLING[byte] for byte in token)


def _spelling() -> dict[int, str]:
    printable = [
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), 256),
    ]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(hidden)}


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


_SPELLING = _spelling()
