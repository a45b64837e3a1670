"""Beam search over many windows at once, which drops what cannot win any more.

Whisper in doubt over one word fills a beam with copies of one sentence that differ in that word, and
carries them to the end. Here a hypothesis goes when it is far behind the best one, or when a better
one has said the same last words before it: what follows depends on little more than these. Fewer
rows are left to work out, and the room that becomes free goes to hypotheses that hear other words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.transcribe.arithmetic.kernels import Floats
from pipeline.transcribe.decode.network import Decoder, Rows

HOPELESS = 2.0  # nats behind the best: a seventh as likely
ALIKE = 5  # tokens after which what was said before does not matter


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be said. `allowed` is 0 for a token that may come and far below for one that may not."""

    prompt: tuple[int, ...]
    allowed: Floats
    allowed_first: Floats
    end: int
    start: int  # of a transcript: what is thought there tells whether anybody speaks
    no_speech: int
    languages: Sequence[int]  # of which the transcript may be
    beam_size: int
    n_tokens: int  # at most


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in a window, with the logarithm of each token's probability.

    `attention` is rows x heads x frames: a row for each token of the prompt from the start on, and
    for each token that was said and then followed by another or the end.
    """

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    mean_logprob: float  # the end counts
    no_speech: float
    languages: Floats  # how probable each is
    attention: Floats


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What may have been said so far; `places` are those of the prompt and its tokens in memory."""

    places: tuple[int, ...]
    tokens: tuple[int, ...] = ()
    logprobs: tuple[float, ...] = ()
    total: float = 0.0

    @property
    def mean(self) -> float:
        """The mean of the logarithms."""
        return self.total / max(len(self.logprobs), 1)

    @property
    def ending(self) -> tuple[int, ...]:
        """Its last tokens."""
        return self.tokens[-ALIKE:]

    def goes_on_from(self, other: "Hypothesis") -> bool:
        """Whether it began as the other."""
        return self.tokens[: len(other.tokens)] == other.tokens


@dataclass(slots=True)
class Beam:
    """The hypotheses of one window: still going on, and at their end."""

    alive: list[Hypothesis]
    done: list[Hypothesis] = field(default_factory=list)
    _reached: dict[tuple[int, ...], Hypothesis] = field(default_factory=dict)

    @property
    def best(self) -> Hypothesis:
        """The likeliest by its mean, of those that are done if there are any."""
        return max(self.done or self.alive, key=lambda one: one.mean)

    def go_on(
        self,
        tokens: Sequence[Sequence[int]],
        logprobs: Sequence[Sequence[float]],
        rules: Rules,
    ) -> None:
        """Put each likely token behind each hypothesis that is alive, and keep the best of them."""
        offers = sorted(
            (
                (one.total + logprob, at, token, logprob)
                for at, one in enumerate(self.alive)
                for token, logprob in zip(tokens[at], logprobs[at], strict=True)
            ),
            reverse=True,
        )
        longer: list[Hypothesis] = []
        late: list[Hypothesis] = []
        for rank, (total, at, token, logprob) in enumerate(offers):
            best = max((one.total for one in (*longer[:1], *self.done)), default=total)
            if total < best - HOPELESS or len(longer) == rules.beam_size:
                break
            one = self.alive[at]
            new = Hypothesis(one.places, (*one.tokens, token), (*one.logprobs, logprob), total)
            if token == rules.end:
                self.done += [new] if rank < rules.beam_size else []
            else:
                (late if self._is_late(new, longer) else longer).append(new)
        if not longer and not self.done:  # each is late behind another
            longer = late[:1]
        self.alive = [] if len(self.done) >= rules.beam_size else longer

    def _is_late(self, new: Hypothesis, longer: Iterable[Hypothesis]) -> bool:
        """Whether one that is likelier, and goes on, has reached the same ending before.

        One that says the same again and again is not late behind itself, unless it was likelier to
        have ended: a loop gains with its length, since the mean is what counts.
        """
        first = self._reached.get(new.ending)
        if first is not None and new.goes_on_from(first):
            return any(one.total >= new.total for one in self.done)
        if first is not None and first.total >= new.total:
            return any(one.goes_on_from(first) for one in (*longer, *self.alive))
        self._reached[new.ending] = new
        return False


class Memory:
    """Keys and values of everything that was said, in each layer, by place."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder, self._size = decoder, 0
        self.said = decoder.past(0)

    def places(self, n_rows: int) -> range:
        """Places for so many rows more."""
        first, self._size = self._size, self._size + n_rows
        n_places = self.said.whole.shape[1]
        if self._size > n_places:
            before, self.said = self.said, self._decoder.past(2 * self._size)
            self.said.whole[:, :n_places] = before.whole
            self.said.sizes[:, :n_places] = before.sizes
        return range(first, self._size)


def search(decoder: Decoder, encoded: Sequence[Floats], rules: Rules) -> list[Said]:
    """What is said in each window; `encoded` is frames x numbers."""
    return _Search(decoder, encoded, rules).said()


def languages(decoder: Decoder, encoded: Floats, start: int, asked: Sequence[int]) -> Floats:
    """How probable each of some languages is in one window; a transcript begins with `start`."""
    token, path = np.array([start], np.int32), np.zeros((1, 1), np.int32)
    rows = Rows(token, path, np.ones(1, np.int32), [0, 1], [0])
    out, _ = decoder.step(rows, decoder.past(1), decoder.heard([encoded]))
    return decoder.shares(out[0], asked)


class _Search:
    """One search: what is heard in its windows, what was said in them, what that attended to."""

    def __init__(self, decoder: Decoder, encoded: Sequence[Floats], rules: Rules) -> None:
        self._decoder, self._rules = decoder, rules
        self._heard = decoder.heard(encoded)
        self._memory = Memory(decoder)
        self._attention: dict[int, Floats] = {}  # by place
        self._no_speech: list[float] = []
        self._languages: list[Floats] = []
        self._beams: list[Beam] = []

    def said(self) -> list[Said]:
        self._begin()
        for _ in range(self._rules.n_tokens - 1):
            open_ = [at for at, beam in enumerate(self._beams) if beam.alive]
            if not open_:
                break
            self._go_on(open_)
        first = self._rules.prompt.index(self._rules.start)
        return [
            Said(
                best.tokens,
                best.logprobs,
                best.mean,
                no_speech,
                languages,
                np.stack([self._attention[place] for place in best.places[first:]]),
            )
            for best, no_speech, languages in zip(
                (beam.best for beam in self._beams), self._no_speech, self._languages, strict=True
            )
        ]

    def _begin(self) -> None:
        """The whole prompt in every window, and the first token after it."""
        rules, n, n_windows = self._rules, len(self._rules.prompt), len(self._heard.n_frames)
        places = self._memory.places(n * n_windows)
        rows = Rows(
            tokens=np.array(rules.prompt * n_windows, np.int32),
            paths=np.array(places, np.int32).reshape(n_windows, n).repeat(n, axis=0),
            lengths=np.tile(np.arange(1, n + 1, dtype=np.int32), n_windows),
            bounds=range(0, n * n_windows + 1, n),
            windows=range(n_windows),
        )
        out = self._step(rows, places)
        at_start, last = (
            np.arange(n_windows) * n + at for at in (rules.prompt.index(rules.start), n - 1)
        )
        self._no_speech = [self._decoder.chance(out[row], rules.no_speech) for row in at_start]
        self._languages = [self._decoder.shares(out[row], rules.languages) for row in at_start]
        best = self._decoder.best(out[last], rules.allowed_first, rules.beam_size + 1)
        for number in range(n_windows):
            beam = Beam([Hypothesis(tuple(places[n * number : n * number + n]))])
            tokens, logprobs = (part[number : number + 1].tolist() for part in best)
            beam.go_on(tokens, logprobs, rules)
            self._beams.append(beam)

    def _go_on(self, open_: Sequence[int]) -> None:
        """One token more for every hypothesis of the windows that are still open."""
        beams = [self._beams[at] for at in open_]
        alive = [one for beam in beams for one in beam.alive]
        bounds = np.cumsum([0] + [len(beam.alive) for beam in beams]).tolist()
        places = self._memory.places(len(alive))
        paths = [(*one.places, place) for one, place in zip(alive, places, strict=True)]
        rows = Rows(
            tokens=np.array([one.tokens[-1] for one in alive], np.int32),
            paths=np.array(paths, np.int32),
            lengths=np.full(len(alive), len(paths[0]), np.int32),
            bounds=bounds,
            windows=open_,
        )
        out = self._step(rows, places)
        tokens, logprobs = self._decoder.best(out, self._rules.allowed, self._rules.beam_size + 1)
        for beam, low, high in zip(beams, bounds, bounds[1:], strict=False):
            beam.alive = [
                Hypothesis(path, one.tokens, one.logprobs, one.total)
                for one, path in zip(beam.alive, paths[low:high], strict=True)
            ]
            beam.go_on(tokens[low:high].tolist(), logprobs[low:high].tolist(), self._rules)

    def _step(self, rows: Rows, places: range) -> Floats:
        out, kept = self._decoder.step(rows, self._memory.said, self._heard)
        attention = (row for of_window in kept for row in of_window)
        self._attention.update(zip(places, attention, strict=True))
        return out
