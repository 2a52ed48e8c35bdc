"""Byte ranges of one file, read apart and chained, hold exactly what one reader would read."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.dump import InputFile, Limits
from dataset_tools.readers import read_items
from dataset_tools.readers.items import Item, Seam
from dataset_tools.readers.ranges import cut_into_ranges
from dataset_tools.readers.warc import can_be_cut
from tests.test_readers_warc import BY_RECORD, PACKINGS, http, record, story

LIMITS = Limits()


def warc(folder: Path, content: bytes) -> InputFile:
    path = folder / "dump.warc"
    path.write_bytes(content)
    return InputFile(path, "dump.warc", "warc", len(content))


def chained(file: InputFile, size: int) -> list[Item]:
    """Read the ranges of a file as the builder does: each begins where the one before ended."""
    items: list[Item] = []
    stop = 0
    for share in cut_into_ranges(file, size):
        *found, seam = read_items(share, LIMITS)
        assert isinstance(seam, Seam)
        if seam.start != stop:
            *found, seam = read_items(replace(share, start=stop, guess=False), LIMITS)
            assert isinstance(seam, Seam)
        items += found
        stop = seam.stop
    return items


@pytest.mark.parametrize("packing", BY_RECORD)
@pytest.mark.parametrize("size", [200, 1000, 4000])
def test_ranges_hold_what_the_file_holds(packing: str, size: int, tmp_path: Path) -> None:
    """The ranges of a sound file give its items, once each and in order."""
    file = warc(tmp_path, PACKINGS[packing](story(20)))
    assert len(cut_into_ranges(file, size)) > 1
    assert chained(file, size) == list(read_items(file, LIMITS))


@settings(max_examples=80, deadline=None)
@given(data=st.data(), packing=st.sampled_from(BY_RECORD), size=st.integers(60, 3000))
def test_ranges_of_a_damaged_file(
    data: st.DataObject, packing: str, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Damage at the seam of two ranges changes nothing of what is read."""
    content = bytearray(PACKINGS[packing](story(8)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=8))
    file = warc(tmp_path_factory.getbasetemp(), bytes(content))
    if len(cut_into_ranges(file, size)) > 1:
        assert chained(file, size) == list(read_items(file, LIMITS))


def test_a_record_that_holds_records_is_not_cut(tmp_path: Path) -> None:
    """A page that quotes WARC headers is one capture, also where a range begins inside it."""
    inside = b"".join(record(number=n) for n in range(100, 120))
    file = warc(tmp_path, b"".join([*story(2), record(http(inside), number=7), *story(1)]))
    items = chained(file, 500)
    assert items == list(read_items(file, LIMITS))
    assert len(items) == 6


@pytest.mark.parametrize(
    ("content", "cuts"),
    [
        pytest.param(b"".join(story(9)), True, id="plain"),
        pytest.param(PACKINGS["gzip by record"](story(9)), True, id="a member a record"),
        pytest.param(gzip.compress(b"".join(story(9)), mtime=0), False, id="one member"),
        pytest.param(PACKINGS["gzip in blocks"](story(9)), False, id="members across records"),
    ],
)
def test_what_can_be_cut(content: bytes, cuts: bool, tmp_path: Path) -> None:
    """Only files in which a record can be found without reading all before it are cut."""
    file = warc(tmp_path, content)
    assert can_be_cut(file) is cuts
    assert (len(cut_into_ranges(file, 100)) > 1) is cuts
