"""Pages with their filters, kept under a name."""

from pipeline.review.views.routes import router

__all__ = ["router"]
