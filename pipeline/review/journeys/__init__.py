"""What customers went through, contact after contact: the list of journeys, and a page for each."""

from pipeline.review.journeys.routes import router

__all__ = ["router"]
