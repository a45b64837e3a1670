"""What a transcript holds, whatever its format."""

from dataclasses import dataclass

from pipeline.domain import Utterance

FORMATS = "a transcript: Whisper's .json with segments, .srt or .vtt"


@dataclass(frozen=True, slots=True)
class Transcript:
    """The utterances of one file, as it orders them, and the language that it names."""

    utterances: tuple[Utterance, ...]
    language: str | None = None


class TranscriptError(Exception):
    """A transcript that cannot be used. Texts show numbers and places, never words of the file."""

    def __init__(
        self,
        problem: str,
        expected: str,
        row: int | None = None,
        key: str | None = None,
        path: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem, self.expected, self.row, self.key, self.path = (
            problem,
            expected,
            row,
            key,
            path,
        )
