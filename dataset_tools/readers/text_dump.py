"""Read plain-text dumps: one page a file."""

from collections.abc import Iterator

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.html_files import read_page


def read_text(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:
    """Yield the file as one capture of markup "text"; blank lines and all belong to the page."""
    yield read_page(file, limits, "text")
