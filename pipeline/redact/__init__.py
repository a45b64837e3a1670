"""Personal data masked in what was said, before anything is stored or judged."""

from pipeline.redact.redaction import redact, trace

__all__ = ["redact", "trace"]
