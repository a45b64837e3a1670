"""What is installed, what is there, what is wrong, and how to mend it."""

from pipeline.doctor.doctor import examine
from pipeline.doctor.told import Told

__all__ = ["Told", "examine"]
