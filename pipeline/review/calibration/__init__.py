"""Calibration: several coaches judge the same calls blind, then see where they differ."""

from pipeline.review.calibration.routes import router

__all__ = ["router"]
