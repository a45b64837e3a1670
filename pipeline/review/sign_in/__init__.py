"""Signing in and out, and the language of the screens."""

from pipeline.review.sign_in.routes import router

__all__ = ["router"]
