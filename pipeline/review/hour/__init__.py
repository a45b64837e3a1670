"""A coach's hour: a short list of calls worth hearing, and the list of all calls."""

from pipeline.review.hour.routes import router

__all__ = ["router"]
