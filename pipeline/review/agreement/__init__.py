"""How far program and people agree, and people among each other."""

from pipeline.review.agreement.routes import router

__all__ = ["router"]
