"""A stand-in for Whisper, where a test is about the night and not about words."""

from pipeline.transcribe import Options
from pipeline.transcribe.recogniser import Segment, Word

SAID = "de monteur komt morgen om twaalf uur met een nieuwe trommel langs"


class Parrot:
    """A recogniser that always says the same, and counts what it hears."""

    name, model, options = "parrot", "bird", Options()

    def __init__(self):
        self.n_windows = 0

    def transcribe(self, windows, languages):
        self.n_windows += len(windows)
        return [self._segment(len(window) / 16000) for window in windows]

    def languages(self, windows):
        return [{"nl": 0.9, "en": 0.1} for _ in windows]

    def _segment(self, length_s):
        words = [Word(f" {w}", i * 0.5, i * 0.5 + 0.4, 0.8) for i, w in enumerate(SAID.split())]
        return Segment(tuple(word for word in words if word.end_s <= length_s), 0.0, -0.2, 1.0)
