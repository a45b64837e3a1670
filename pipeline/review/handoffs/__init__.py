"""Where customers are put through, what it costs them, and the calls behind it."""

from pipeline.review.handoffs.routes import router

__all__ = ["router"]
