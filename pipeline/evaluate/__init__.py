"""Agreement of what was found and scored with what people say."""

from pipeline.evaluate.agreement import ALL, Agreement, evaluate
from pipeline.evaluate.markdown import beside, page, write

__all__ = ["ALL", "Agreement", "beside", "evaluate", "page", "write"]
