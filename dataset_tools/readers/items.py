"""What a reader may yield beside captures and ledger rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow


@dataclass(frozen=True, slots=True)
class Revisit:
    """A capture whose payload stands in another WARC record (WARC/1.1, section 6.7).

    `capture` has no payload; the other record is named by its id, by URL and date, or by the
    digest of its payload (`capture.digest`), and may stand in another file.
    """

    capture: Capture
    refers_to: str | None = None  # WARC-Refers-To
    refers_uri: str | None = None  # WARC-Refers-To-Target-URI
    refers_date: datetime | None = None  # WARC-Refers-To-Date


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A capture that could not be processed: its ledger row, and a WARC record to replay it."""

    row: LedgerRow
    record: bytes  # one whole WARC record, not compressed


@dataclass(frozen=True, slots=True)
class Seam:
    """Where a reader of a byte range began and ended; the next range must begin at `stop`."""

    start: int
    stop: int


Item = Capture | LedgerRow | Revisit | Quarantined | Seam
Reader = Callable[[InputFile, Limits], Iterator[Item]]
