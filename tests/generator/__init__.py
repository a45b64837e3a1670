"""A synthetic contact centre: judged journeys as the stages would hand them to the store, without any model.

It stands with the tests because the product has no use for it: tests and `python -m tests.bench --store`
fill stores with it. The same seed gives the same journeys.
"""

from tests.generator.centre import CHANGE, END, LAUNCH, LAUNCH_DAYS, WEEKS
from tests.generator.copies import keep_copies
from tests.generator.journeys import ANALYSIS, made

__all__ = ["ANALYSIS", "CHANGE", "END", "LAUNCH", "LAUNCH_DAYS", "WEEKS", "keep_copies", "made"]
