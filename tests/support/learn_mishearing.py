"""Learn from real Whisper output how it mishears telephone speech, for the corruptor beside it.

    python tests/support/learn_mishearing.py WEIGHTS [FOLDER_OF_CLIPS] [--pairs FILE]

Hears the calls in `data/samples`, and clips of read speech where a folder with a `manifest.tsv` (file,
speaker, text) is given, on the bad lines of `models/train_quality.py`, with Whisper *base*. What was
said and what was heard are aligned word by word and counted; the counts become
`mishearing.toml`. WEIGHTS holds Whisper's weights. With `--pairs` what was heard is kept in a file, and
read from there when it exists.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import jiwer
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "models")]

from tests.support.mishear import ALIKE, TABLE, Kind, kind_of, plain  # noqa: E402

LINES = ("G.711", "pink 10 dB, G.711", "pink 5 dB, G.711", "lost 0.1", "opus")
LONGEST = 6  # words in a row; more is speech that was lost, not misheard
SEEN = 2  # in how many different words before it is a habit and not a slip …
FEWEST = 40  # … unless that leaves fewer than these
MOST_EDITS, MOST_WORDS = 150, 120


def hear(weights: Path, clips_folder: Path | None) -> Iterator[dict[str, str]]:
    """What was said and what was heard, a row a channel and line."""
    import train_quality as lines_of

    from pipeline.transcribe.guards import believe
    from pipeline.transcribe.recogniser import load_recogniser
    from pipeline.transcribe.speech import find_speech, pack

    recogniser = load_recogniser("faster-whisper", "base", cache=weights)
    sources = list(lines_of.samples())
    if clips_folder:
        sources += lines_of.clips(clips_folder, np.random.default_rng(5))
    for number, source in enumerate(sources):
        rng = np.random.default_rng(number)
        for line in LINES:
            sound = _on(line, source.sound, rng).astype(np.float32)
            windows = pack(sound, find_speech(sound), recogniser.options.window_s)
            languages = [source.language] * len(windows)
            found = recogniser.transcribe([each.samples for each in windows], languages)
            words = [word.text.strip() for segment in found for word in believe(segment)[0]]
            yield {
                "language": source.language,
                "line": line,
                "said": source.text,
                "heard": " ".join(words),
            }


def _on(line: str, sound: Any, rng: np.random.Generator) -> Any:
    import train_quality as lines_of

    if line == "opus":
        return lines_of.opus(sound)
    if line.startswith("lost"):
        return lines_of.lost(lines_of.telephone(sound), float(line.split()[1]), rng)
    if line.startswith("pink"):
        strength = lines_of.level(sound) * 10 ** (-float(line.split()[1]) / 20)
        sound = sound + lines_of.scaled(lines_of.hiss(sound.size, "pink", rng), strength)
    return lines_of.telephone(sound)


class Counted:
    """What went wrong in one language."""

    def __init__(self) -> None:
        self.n_said: Counter[Kind] = Counter()
        self.n_wrong: Counter[Kind] = Counter()
        self.how: dict[Kind, Counter[str]] = defaultdict(Counter)
        self.edits: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.words: dict[str, Counter[str]] = defaultdict(Counter)
        self.instead: Counter[str] = Counter()
        self.heard: Counter[str] = Counter()
        self.inserted: Counter[str] = Counter()
        self.marks: Counter[str] = Counter()
        self.n_edits: list[int] = []

    def count(self, said: Sequence[str], heard: Sequence[str]) -> None:
        """Count one stretch of speech, as tokens with their capitals and marks."""
        kinds = [kind_of(word, i == 0 or said[i - 1][-1] in ".?!") for i, word in enumerate(said)]
        ours, theirs = [plain(word) for word in said], [plain(word) for word in heard]
        self.n_said.update(kinds)
        self.heard.update(theirs)
        aligned = jiwer.process_words(" ".join(ours), " ".join(theirs)).alignments[0]
        i = 0
        while i < len(aligned):
            begin = i
            while i < len(aligned) and aligned[i].type != "equal":
                i += 1
            if i > begin:
                first, last = aligned[begin], aligned[i - 1]
                here = range(first.ref_start_idx, last.ref_end_idx)
                there = theirs[first.hyp_start_idx : last.hyp_end_idx]
                if max(len(here), len(there)) <= LONGEST:
                    self._region([ours[k] for k in here], [kinds[k] for k in here], there)
            else:
                same = aligned[i]
                for a, b in zip(
                    range(same.ref_start_idx, same.ref_end_idx),
                    range(same.hyp_start_idx, same.hyp_end_idx),
                    strict=True,
                ):
                    self._marks(said[a], heard[b])
                i += 1

    def _region(self, ours: list[str], kinds: list[Kind], theirs: list[str]) -> None:
        """Words between two that were heard right: one by one, cut in two, written as one, lost."""
        if kinds and all(kind == "number" for kind in kinds) and _is_digits(theirs):
            right = _digits(" ".join(ours)) == "".join(theirs)
            self.marks["number_as_digits"] += len(ours)
            for kind in kinds:
                self._wrong(kind, "respelled") if not right else None
            return
        alike = SequenceMatcher(None, "".join(ours), "".join(theirs), autojunk=False).ratio()
        if ours and theirs and len(ours) != len(theirs) and alike >= 0.7:
            for kind in kinds:
                self._wrong(kind, "split" if len(theirs) > len(ours) else "joined")
            return
        for position, (word, kind) in enumerate(zip(ours, kinds, strict=True)):
            if position >= len(theirs):
                self._wrong(kind, "dropped")
                continue
            other = theirs[position]
            likeness = SequenceMatcher(None, word, other, autojunk=False).ratio()
            if likeness >= ALIKE:
                self._wrong(kind, "respelled")
                self._letters(word, other)
            else:
                self._wrong(kind, "other")
                self.instead[other] += 1
            if len(word) <= 4:
                self.words[word][other] += 1
        self.inserted.update(theirs[len(ours) :])

    def _wrong(self, kind: Kind, how: str) -> None:
        self.n_wrong[kind] += 1
        self.how[kind][how] += 1

    def _letters(self, word: str, other: str) -> None:
        one, two = f"^{word}$", f"^{other}$"
        steps = [
            step
            for step in SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
            if step[0] != "equal"
        ]
        self.n_edits.append(len(steps))
        for _, a, b, c, d in steps:
            if b - a > 3 or d - c > 3:
                continue
            if a == b or c == d:  # what is added or lost is known by the letter before it
                self.edits[one[a - 1 : b], two[c - 1 : d]].add(word)
            else:
                self.edits[one[a:b], two[c:d]].add(word)

    def _marks(self, said: str, heard: str) -> None:
        for name, is_said, is_kept in (
            ("comma", said.endswith(","), heard.endswith((",", "."))),
            ("stop", said.endswith((".", "?", "!")), heard.endswith((".", "?", "!", ","))),
            ("capital", said[0].isupper(), heard[0].isupper()),
        ):
            self.marks[name] += is_said
            self.marks[f"{name}_lost"] += is_said and not is_kept

    def table(self) -> dict[str, Any]:
        """What the corruptor reads."""
        rate = self.n_wrong.total() / self.n_said.total()
        edits = sorted(
            ((len(words), a, b) for (a, b), words in self.edits.items()),
            key=lambda each: (-each[0], each[1:]),
        )
        edits = [each for each in edits if each[0] >= SEEN or _is_plain(each[1], each[2])]
        edits = [each for i, each in enumerate(edits) if each[0] >= SEEN or i < FEWEST]
        words = {
            word: [other for other, n in others.most_common(4) if n >= SEEN]
            for word, others in sorted(self.words.items())
        }
        return {
            "n_words": self.n_said.total(),
            "share_wrong": round(rate, 3),
            "number_as_digits": round(
                self.marks["number_as_digits"] / max(1, self.n_said["number"]), 2
            ),
            "edits_a_word": round(float(np.mean(self.n_edits)), 2),
            "inserted_a_word": round(self.inserted.total() / self.n_wrong.total(), 3),
            "lost": {
                name: round(self.marks[f"{name}_lost"] / max(1, self.marks[name]), 3)
                for name in ("comma", "stop", "capital")
            },
            "relative": {
                kind: round(self.n_wrong[kind] / self.n_said[kind] / rate, 2)
                for kind in sorted(self.n_said)
            },
            "how": {
                kind: {way: round(n / counts.total(), 3) for way, n in sorted(counts.most_common())}
                for kind, counts in sorted(self.how.items())
            },
            "edits": [[a, b, n] for n, a, b in edits[:MOST_EDITS]],
            "words": {word: others for word, others in words.items() if others},
            "instead": self._instead(),
            "inserted": sorted(w for w, n in self.inserted.most_common(40) if n >= SEEN),
        }

    def _instead(self) -> list[str]:
        """Words heard for others, filled up with words that are heard often."""
        often = [word for word, _ in self.instead.most_common() + self.heard.most_common()]
        return sorted(list(dict.fromkeys(word for word in often if word.isalpha()))[:MOST_WORDS])


def _is_plain(was: str, becomes: str) -> bool:
    """Whether an edit, seen in one word alone, is a letter or two that could be heard anywhere."""
    return was.isalpha() and becomes.isalpha() and len(was) <= 2 and len(becomes) <= 2


def _is_digits(words: Sequence[str]) -> bool:
    return bool(words) and all(word.isdigit() for word in words)


def _digits(text: str) -> str:
    import train_quality as lines_of

    for names in lines_of.DIGITS.values():
        for digit, name in enumerate(names):
            text = re.sub(rf"\b{name}\b", str(digit), text)
    return text.replace(" ", "")


def main() -> None:
    """Hear or read, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("clips", type=Path, nargs="?")
    parser.add_argument("--pairs", type=Path)
    asked = parser.parse_args()
    if asked.pairs and asked.pairs.exists():
        rows = [json.loads(line) for line in asked.pairs.read_text().splitlines()]
    else:
        rows = list(hear(asked.weights, asked.clips))
        if asked.pairs:
            asked.pairs.write_text("".join(json.dumps(row) + "\n" for row in rows))
    counted: dict[str, Counted] = defaultdict(Counted)
    for row in rows:
        if row["said"] and row["heard"]:
            said = [word for word in row["said"].split() if plain(word)]
            heard = [word for word in row["heard"].split() if plain(word)]
            counted[row["language"]].count(said, heard)
    TABLE.write_text(_toml({language: each.table() for language, each in sorted(counted.items())}))


def _toml(tables: dict[str, Any]) -> str:
    lines = [
        "# How Whisper base mishears telephone speech; made by learn_mishearing.py, read by mishear.py.",
        "# relative: how often a kind of word is wrong, against all words; how: what becomes of it;",
        "# edits: letters heard as others (^ and $ are the ends of a word), in how many different words;",
        "# words: short words and what is heard for them; instead: what else is heard for a word.",
    ]
    for language, table in tables.items():
        lines += ["", f"[{language}]"]
        for key, value in table.items():
            if not isinstance(value, dict):
                lines.append(f"{key} = {_value(value)}")
        for key, value in table.items():
            if not isinstance(value, dict):
                continue
            if any(isinstance(each, dict) for each in value.values()):
                for name, inner in value.items():
                    lines += ["", f"[{language}.{key}.{name}]"]
                    lines += [f"{_value(k)} = {_value(v)}" for k, v in inner.items()]
            else:
                lines += ["", f"[{language}.{key}]"]
                lines += [f"{_value(k)} = {_value(v)}" for k, v in value.items()]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
