"""Manifests, contact documents, vCon files and recordings in: contacts out; what is wrong is set aside."""

from pipeline.intake.document import json_schema
from pipeline.intake.sources import read_sources

__all__ = ["json_schema", "read_sources"]
