"""The page of one call: what happened, its words and sound, and what people say of the findings."""

from pipeline.review.call.routes import router

__all__ = ["router"]
