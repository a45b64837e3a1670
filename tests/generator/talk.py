"""What is said in one contact: turns with their times, and where in them something stands."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from pipeline.domain import Quote, Speaker, Turn
from tests.generator.centre import COMPANY, LAUNCH, MODELS, PLACES, QUEUES, one_of

SECONDS_A_LETTER = 0.065
DAYS = {
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}


@cache
def words(language: str) -> dict[str, Any]:
    """All that is said in a language."""
    file = Path(__file__).parent / f"words.{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


@dataclass
class Talk:
    """A conversation while it is being had."""

    dice: random.Random
    contact_id: str
    language: str
    day: date
    model: str
    place: str
    what: str  # name of the reason
    at_s: float = 0.0
    leg_no: int = 1
    queue: str = "service"
    agent_id: str | None = None
    turns: list[Turn] = field(default_factory=list)

    @classmethod
    def of(
        cls, dice: random.Random, contact_id: str, language: str, day: date, what: str
    ) -> "Talk":
        """A conversation about some model, bought somewhere."""
        model = f"{one_of(dice, MODELS)}{dice.randrange(1000, 9999)}"
        return cls(dice, contact_id, language, day, model, one_of(dice, PLACES), what)

    def agent(self, key: str, **filled: str) -> Turn:
        """The agent says something."""
        return self._say("agent", one_of(self.dice, words(self.language)[key]), filled)

    def customer(self, key: str, **filled: str) -> Turn:
        """The customer says something."""
        return self._say("customer", one_of(self.dice, words(self.language)[key]), filled)

    def story(self, reason: str, intro: str | None = None) -> Turn:
        """The customer tells what is wrong; with an intro, tells it again."""
        told = words(self.language)["reason"][reason]
        is_before = "before" in told and self.day < LAUNCH
        text = one_of(self.dice, told["before" if is_before else "story"])
        if intro:
            text = f"{one_of(self.dice, words(self.language)[intro])} {text}"
        return self._say("customer", text, {})

    def promise(self) -> tuple[Turn, Quote, str]:
        """The agent promises something; the quote, and by when it is due."""
        text, core = one_of(self.dice, words(self.language)["promise"])
        turn = self._say("agent", text, {})
        start = turn.text.index(core)
        return turn, self.cite(turn, "promised", start, start + len(core)), core

    def small_talk(self, n_turns: int) -> None:
        """Questions and answers, two turns each."""
        for question, answer in self.dice.sample(words(self.language)["talk"], n_turns // 2):
            self._say("agent", question, {})
            self._say("customer", answer, {})

    def cite(self, turn: Turn, cue: str, start: int = 0, end: int | None = None) -> Quote:
        """Words of a turn as evidence."""
        return Quote.cite(self.contact_id, turn, cue, start, end)

    def _say(self, speaker: str, text: str, filled: dict[str, str]) -> Turn:
        days, months = DAYS[self.language], MONTHS[self.language]
        if "{" in text:
            text = text.format(
                model=self.model, place=self.place, what=self.what, company=COMPANY,
                day=days[(self.day - timedelta(days=2)).weekday()],
                month=months[self.day.month - 2],
                **{"queue": QUEUES[self.queue].name[self.language], **filled},
            )  # fmt: skip
        start_s = self.at_s
        self.at_s = round(start_s + 0.4 + len(text) * SECONDS_A_LETTER, 2)
        turn = Turn(
            turn_no=len(self.turns) + 1,
            leg_no=self.leg_no,
            speaker=cast(Speaker, speaker),
            start_s=start_s,
            end_s=round(self.at_s - 0.2, 2),
            text=text,
            agent_id=self.agent_id if speaker == "agent" else None,
            confidence=round(0.7 + 0.29 * self.dice.random(), 2),
        )
        self.turns.append(turn)
        return turn
