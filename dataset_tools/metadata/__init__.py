"""What a page says of itself: title, people, outlet and dates, each with its evidence."""

from dataset_tools.metadata.merge import describe
from dataset_tools.metadata.scan import read_structured
from dataset_tools.metadata.titles import find_title

__all__ = ["describe", "find_title", "read_structured"]
