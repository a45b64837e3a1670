"""What happened in a journey, each claim proven by quotes; one module a detector."""

from pipeline.detect.registry import (
    Detector,
    all_detectors,
    detector,
    find_all,
    prepared,
    require_detectors,
)

__all__ = ["Detector", "all_detectors", "detector", "find_all", "prepared", "require_detectors"]
