"""Words, phrases and likeness in Dutch and English, as people say them and as Whisper writes them."""

from pipeline.language.identify import identify_language
from pipeline.language.likeness import Story, likeness
from pipeline.language.phrases import Match, Phrases
from pipeline.language.words import content_words, fold, spoken_words

__all__ = [
    "Match",
    "Phrases",
    "Story",
    "content_words",
    "fold",
    "identify_language",
    "likeness",
    "spoken_words",
]
