"""Manifests, documents, vCon files, recordings and transcripts in: contacts out; the rest set aside."""

from pipeline.intake.document import json_schema
from pipeline.intake.places import UnreachableError
from pipeline.intake.remote import LocalCopies, local_copies
from pipeline.intake.sources import read_sources

__all__ = ["LocalCopies", "UnreachableError", "json_schema", "local_copies", "read_sources"]
