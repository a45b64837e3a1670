"""Transcripts that were made elsewhere: Whisper's JSON in its dialects, SRT and WebVTT, to turns."""

from pipeline.intake.transcripts.beside import NamesIn, names_in, rank_of, with_transcripts
from pipeline.intake.transcripts.reading import Piece, read_transcripts
from pipeline.intake.transcripts.speakers import TellAgent
from pipeline.intake.transcripts.transcript import TranscriptError
from pipeline.intake.transcripts.whisper import is_transcript

__all__ = [
    "NamesIn",
    "Piece",
    "TellAgent",
    "TranscriptError",
    "is_transcript",
    "names_in",
    "rank_of",
    "read_transcripts",
    "with_transcripts",
]
