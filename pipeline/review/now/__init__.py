"""What is going on: surges and dips with what explains them, reasons by queue, vain self-service."""

from pipeline.review.now.routes import router

__all__ = ["router"]
