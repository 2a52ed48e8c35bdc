"""Cut one large file into byte ranges that workers can read apart."""

from collections.abc import Callable
from dataclasses import replace

from dataset_tools.dump import InputFile
from dataset_tools.readers.sniff import compression
from dataset_tools.readers.tape import open_raw
from dataset_tools.readers.warc import can_be_cut


def cut_into_ranges(file: InputFile, size: int) -> tuple[InputFile, ...]:
    """Return the file as ranges of about `size` bytes, or alone where it must be read in one go.

    The ranges follow from the file and `size` only, never from the number of workers.
    """
    cut = CUTS.get(file.format)
    return cut(file, size) if cut and file.size > size else (file,)


def _cut_warc(file: InputFile, size: int) -> tuple[InputFile, ...]:
    return _by_bytes(file, size) if can_be_cut(file) else (file,)


def _cut_lines(file: InputFile, size: int) -> tuple[InputFile, ...]:
    with open_raw(file.path) as raw:
        return _by_bytes(file, size) if compression(raw.read(16)) == "plain" else (file,)


def _by_bytes(file: InputFile, size: int) -> tuple[InputFile, ...]:
    starts = range(0, file.size, size)
    return tuple(
        replace(file, start=start, stop=min(start + size, file.size), guess=start > 0)
        for start in starts
    )


def _cut_row_groups(file: InputFile, size: int) -> tuple[InputFile, ...]:
    """Cut a Parquet file; `start` and `stop` count row groups. A bad footer is read in one go."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(file.path)
    except (pa.ArrowException, OSError):
        return (file,)
    starts, held = [0], 0
    for group in range(footer.num_row_groups):
        if held > size:
            starts.append(group)
            held = 0
        held += footer.row_group(group).total_byte_size
    stops = [*starts[1:], footer.num_row_groups]
    if len(starts) == 1:
        return (file,)
    return tuple(replace(file, start=a, stop=b) for a, b in zip(starts, stops, strict=True))


CUTS: dict[str, Callable[[InputFile, int], tuple[InputFile, ...]]] = {
    "warc": _cut_warc,
    "wet": _cut_warc,
    "jsonl": _cut_lines,
    "parquet": _cut_row_groups,
}
