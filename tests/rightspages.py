"""Pages with claims about rights, assessed from their source; all are invented."""

from typing import Any

from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.model import About, Capture, CorpusContext, EvidenceLog, Page, Rejection, Rights
from dataset_tools.rights.assess import assess

BY = "https://creativecommons.org/licenses/by/4.0/"
REL = f'<a rel="license noopener noreferrer" href="{BY}">CC BY</a>'
BODY = "<article><h1>Lamps</h1><p>The harbour lamps were lit again on Monday evening.</p></article>"


def make_page(text: str, *, markup: str = "html", **capture: Any) -> Page:
    """Return a decoded page of one capture; `capture` holds more fields of it."""
    fields: dict[str, Any] = {"dump": "d", "format": "html", "offset": 0, "length": None}
    raw = Capture(payload=text.encode(), **{**fields, **capture})
    return Page(raw, text, "text" if markup == "text" else "html", "utf-8", "utf-8", 0)


def assess_page(
    text: str,
    *,
    about: About | None = None,
    context: CorpusContext | None = None,
    markup: str = "html",
    **capture: Any,
) -> tuple[Rights, EvidenceLog]:
    """Assess one page and prove that its evidence re-slices."""
    page = make_page(text, markup=markup, **capture)
    seen = outline(page, Limits())
    assert not isinstance(seen, Rejection)
    log = EvidenceLog(page.text)
    rights = assess(page, seen, about or About(), context or CorpusContext(), log)
    for item in log.items:
        if item.source == "page" and item.start is not None:
            assert page.text[item.start : item.end][:500] == item.excerpt
    return rights, log
