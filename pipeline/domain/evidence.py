"""What proves a finding: words in the transcript, or an event that the switch recorded."""

from dataclasses import dataclass

from pipeline.domain.contact import Turn


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one turn: the characters `[char_start, char_end)` of its stored text.

    Offsets count code points, so they agree with DuckDB's `substring` and `length`. `cue` says what
    the words are evidence for (`told`, `retold`, `asked_again`, …). Made with `Quote.cite` only.
    """

    contact_id: str
    turn_no: int
    char_start: int
    char_end: int
    words: str
    cue: str

    @classmethod
    def cite(
        cls, contact_id: str, turn: Turn, cue: str, char_start: int = 0, char_end: int | None = None
    ) -> "Quote":
        """Quote a turn, whole or from `char_start` to `char_end`; the words are sliced from its text.

        Raises ValueError when the span is empty or lies outside the text.
        """
        end = len(turn.text) if char_end is None else char_end
        if not 0 <= char_start < end <= len(turn.text):
            raise ValueError(
                f"contact {contact_id} turn {turn.turn_no}: cannot quote [{char_start}, {end}) "
                f"of a text of {len(turn.text)} characters"
            )
        return cls(contact_id, turn.turn_no, char_start, end, turn.text[char_start:end], cue)


@dataclass(frozen=True, slots=True)
class Moment:
    """An event of the switch (`transfer`, `hold`, `queue`, `contact`) at a second of the contact."""

    contact_id: str
    event_kind: str
    at_s: float
    cue: str


Evidence = Quote | Moment
