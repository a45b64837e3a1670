"""Personal data masked in what was said, before anything is stored or judged."""

from pipeline.redact.redaction import VERSION, redact, trace

__all__ = ["VERSION", "redact", "trace"]
