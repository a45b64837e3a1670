"""Scorecards: one's own questions, answered on the page of a call beside what the program says."""

from pipeline.review.scorecards.routes import router

__all__ = ["router"]
