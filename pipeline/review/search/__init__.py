"""Looking for words in all that was said, in calls that the visitor may see."""

from pipeline.review.search.routes import router

__all__ = ["router"]
