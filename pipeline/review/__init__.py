"""The screens in the browser: so far the report's pages, always of the newest night."""

from pipeline.review.app import create_app, serve_screens

__all__ = ["create_app", "serve_screens"]
