"""What a quarantine file says of the first place of its captures is believed where it can be."""

import json
from typing import Any

import pytest

from dataset_tools.model import Capture
from dataset_tools.readers.quarantine import ORIGIN, bring_back, keep_capture, read_origin

PLACE = {"dump": "crawl.warc.gz", "offset": 5, "length": 7, "format": "warc"}


def stated(**change: Any) -> dict[str, str]:
    return {ORIGIN: json.dumps({**PLACE, **change})}


def test_a_kept_capture_names_its_origin() -> None:
    """What is written for a capture gives it back."""
    capture = Capture(
        "crawl.warc.gz", "warc", 5, 7, b"<p>", record_id="<urn:uuid:1>", url="https://a.example/",
        http_status=200, headers=(("x", "y"),), flags=("truncated",),
    )  # fmt: skip
    record = keep_capture(capture, "converter-fault", "a fault").record.decode()
    field = next(line for line in record.split("\r\n") if line.startswith(ORIGIN))
    origin = read_origin({ORIGIN: field.partition(": ")[2]})
    assert origin is not None
    found = Capture("quarantine.warc.gz", "warc", 90, 9, b"<p>", url="https://other.example/")
    assert bring_back(found, origin) == capture


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"dump": "../a.warc"}, id="a dump that leads out"),
        pytest.param({"dump": "/a.warc"}, id="an absolute dump"),
        pytest.param({"dump": "a\ud800"}, id="a dump that is no Unicode"),
        pytest.param({"offset": 2**63}, id="an offset beyond 64 bits"),
        pytest.param({"offset": -1}, id="a negative offset"),
        pytest.param({"offset": True}, id="an offset that is no number"),
        pytest.param({"length": 10**30}, id="a length beyond 64 bits"),
        pytest.param({"length": -5}, id="a negative length"),
        pytest.param({"format": "<b>"}, id="a format that is no name"),
        pytest.param({"format": None}, id="no format"),
        pytest.param({"headers": [], "url": "\udfff"}, id="a url that is no Unicode"),
    ],
)
def test_hostile_places(change: dict[str, Any]) -> None:
    """A place that no ledger could hold is not believed: the record stands where it is read."""
    assert read_origin(stated(**change)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"flags": 5}, {"flags": [1, {}]}, {"headers": [["a"], 1]}, {"declared": {"a": "b"}},
        {"http_status": 10**30}, {"http_status": "200"}, {"markup": []}, {"captured_at": 7},
    ],
)  # fmt: skip
def test_hostile_values(change: dict[str, Any]) -> None:
    """Of a place that is believed, values of a wrong kind are dropped."""
    origin = read_origin(stated(**{"headers": [], **change}))
    assert origin is not None
    back = bring_back(Capture("q", "warc", 0, 9, b"<p>"), origin)
    assert (back.dump, back.flags, back.headers, back.declared) == (PLACE["dump"], (), (), ())
    assert (back.http_status, back.markup, back.captured_at) == (None, None, None)
