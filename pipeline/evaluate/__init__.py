"""Agreement of what was found and scored with what people say, and fitting to it."""

from pipeline.evaluate.agreement import ALL, Agreement, evaluate
from pipeline.evaluate.markdown import beside, page, write
from pipeline.evaluate.refit import Refit, TooFewError, answered_from, refit_effort
from pipeline.evaluate.refit_page import refit_page, weights_file
from pipeline.evaluate.verdicts import TARGET, Judgements, weigh_verdicts
from pipeline.evaluate.verdicts_page import verdicts_page

__all__ = [
    "ALL",
    "TARGET",
    "Agreement",
    "Judgements",
    "Refit",
    "TooFewError",
    "answered_from",
    "beside",
    "evaluate",
    "page",
    "refit_effort",
    "refit_page",
    "verdicts_page",
    "weigh_verdicts",
    "weights_file",
    "write",
]
