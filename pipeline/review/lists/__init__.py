"""Lists to act on: whom to call back, which faults to mend, what to talk about with an agent."""

from pipeline.review.lists.routes import router

__all__ = ["router"]
