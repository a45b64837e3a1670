"""The screens in the browser, always of the newest night, and what people say of it."""

from pipeline.review.app import create_app, serve_screens

__all__ = ["create_app", "serve_screens"]
