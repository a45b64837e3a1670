"""What is in the store, in forms that other programs read."""

from pipeline.export.export import Exported, export
from pipeline.export.relations import Format, What

__all__ = ["Exported", "Format", "What", "export"]
