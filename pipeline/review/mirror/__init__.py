"""An agent's own page, and what the agent and the coach say of it."""

from pipeline.review.mirror.routes import router

__all__ = ["router"]
