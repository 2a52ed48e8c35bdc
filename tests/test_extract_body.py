"""The body is the text of the page, all of it and nothing else, on any page whatever."""

from collections.abc import Sequence
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract import body, body_text, outline, select_body
from dataset_tools.extract.classify import block_scores, least_kept, load_model
from dataset_tools.extract.features import block_features
from dataset_tools.extract.kernel.tables import NOISE
from dataset_tools.model import Body, Capture, CorpusContext, Page, Record, Rejection
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.rights.policy import load_policy
from tests.bodypages import GERMAN, HAN, PAGES, PROSE, BodyPage

# Shares of the wanted and the unwanted passages of tests/bodypages.py that are handled right.
# These only rise.
KEPT_FLOOR, DROPPED_FLOOR = 0.97, 0.95


def body_of(html: str, *, markup: str = "html") -> str:
    page = Page(Capture("d", "html", 0, None, b""), html, markup, "utf-8", "utf-8", 0)  # type: ignore[arg-type]  # a parameter
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    found = select_body(page, seen, None)
    return body_text(seen, found) if isinstance(found, Body) else ""


def test_floors() -> None:
    """Passages of the article are kept, and those of menus, boxes and comments are not."""
    kept = dropped = wanted = unwanted = 0
    missed = []
    for case in PAGES:
        text = body_of(case.html)
        kept += sum(part in text for part in case.has)
        dropped += sum(part not in text for part in case.hasnot)
        wanted += len(case.has)
        unwanted += len(case.hasnot)
        missed += [(case.label, part[:30]) for part in case.has if part not in text]
        missed += [(case.label, "NOT " + part[:30]) for part in case.hasnot if part in text]
    assert kept / wanted >= KEPT_FLOOR, missed
    assert dropped / unwanted >= DROPPED_FLOOR, missed


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.label)
def test_text_stands_once(case: BodyPage) -> None:
    """No paragraph of the text stands in it twice, also where the page holds two copies."""
    blocks = [block for block in body_of(case.html).split("\n\n") if len(block) > 60]
    assert len(set(blocks)) == len(blocks)


TEASERS = (
    "<div><h2>A cormorant returns to the inner harbour</h2><p>It sat on the fourth pile for an hour"
    " and then flew off.</p></div>"
    "<div><h2>Ferry timetable cut</h2><p>The last boat now leaves at eight.</p></div>"
)


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        pytest.param(
            "<div class=p1><div class=p2>{prose}</div>{teasers}</div>", False, id="below it"
        ),
        pytest.param("<div class=p1>{prose}{teasers}</div>", True, id="inside it"),
        pytest.param(
            "<div class=post id=p1>{prose}</div><div class=post id=p2>{teasers}</div>", True,
            id="another post",
        ),
        pytest.param("<div class=p1>{first}</div><div class=p2>{prose}</div>{teasers}", True,
                     id="no element holds all paragraphs"),
    ],
)  # fmt: skip
def test_what_stands_below_the_article(page: str, kept: bool) -> None:
    """Teasers read like text; they are none below the element that holds the paragraphs.

    Elements are told apart by what they are called.
    """
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    html = page.format(prose=prose, first=f"<p>{PROSE[0]} Again.</p>", teasers=TEASERS)
    text = body_of(f"<html><body>{html}</body></html>")
    assert all(paragraph in text for paragraph in PROSE)
    assert ("It sat on the fourth pile" in text) == kept


def test_verbatim_lines() -> None:
    """Each line of <pre> is a line of the text."""
    case = next(page for page in PAGES if page.label == "documentation with code")
    assert "level = read_gauge('east-pier')\n\nprint(level)" in body_of(case.html)


DEEP = 40_000
ARTICLE = "".join(f"<p>{text}</p>" for text in PROSE)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        pytest.param("<div>" * DEEP + ARTICLE, PROSE[0], id="deep nesting"),
        pytest.param(f"<script>{'var a=1;<b' * 500_000}</script><article>{ARTICLE}</article>",
                     PROSE[1], id="5 MB of inline script"),
        pytest.param("<li><a href=/x>read more</a></li>" * 100_000, None, id="100k links"),
        pytest.param("<html><head><title>x</title></head></html>", None, id="no body"),
        pytest.param("<frameset><frame src=a><frame src=b></frameset>", None, id="frames"),
        pytest.param(f"<meta charset=utf-16><article>{ARTICLE}</article>", PROSE[0],
                     id="wrong charset"),
        pytest.param("<article>" + ARTICLE.replace("pier", "pi\0er"), "Engineers had",
                     id="NULs"),
        pytest.param("<article><p>" + "</p><p>".join(HAN) + "&#xD800;</p></article>", HAN[0],
                     id="a lone surrogate"),
        pytest.param("<p" * 50_000, None, id="tags that never end"),
        pytest.param("<article>" + "<table><tr><td>" * 5_000 + ARTICLE, PROSE[0], id="tables"),
    ],
)  # fmt: skip
def test_any_page_ends_in_a_record_or_a_rejection(payload: str, text: str | None) -> None:
    """Hostile pages become a record with their text, or are refused with a reason."""
    capture = Capture("d", "html", 0, None, payload.encode(), "html", url="https://example.org/x")
    found = convert_capture(capture, Settings(load_policy("internal")), CorpusContext())
    if text is None:
        assert isinstance(found, Rejection)
        assert found.reason in {"no-main-text", "not-html"}
    else:
        assert isinstance(found, Record)
        assert text in found.text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(PROSE + HAN + ("", "<p>", "</div>", "<li>a", "<td>1", "\0", "&#xD800;")),
        max_size=30,
    )
)
def test_scores_are_whole_percents(parts: list[str]) -> None:
    """Whatever a page holds, every block has a score from 0 to 100."""
    html = "<div>".join(parts)
    page = Page(Capture("d", "html", 0, None, b""), html, "html", "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    if seen.blocks:
        scores, letters, least = block_scores(seen, load_model("html"))
        assert len(scores) == len(seen.blocks)
        assert min(scores) >= 0
        assert max(scores) <= 100
        assert least == least_kept(scores, letters)
        assert letters == [sum(map(str.isalnum, block.text)) for block in seen.blocks]
        features = block_features(seen)
        assert features.min() >= 0
        assert features.max() <= 104


@pytest.mark.parametrize(
    ("scores", "letters", "least"),
    [
        ([100, 0], [500, 9000], 50),  # what is sure is kept alone
        ([30], [50], 24),
        ([40, 40, 40, 40], [90] * 4, 29),  # where nothing is sure, all that is alike is kept
        ([90, *[11] * 500], [70, *[60] * 500], 48),  # a short article beside a long column
        ([0, 5], [10, 10], 12),
    ],
)
def test_least_score(scores: list[int], letters: list[int], least: int) -> None:
    """Less than half sure is enough only where the model is sure of little."""
    assert least_kept(scores, letters) == least


@given(
    st.lists(
        st.tuples(st.sampled_from((0, *range(NOISE, 101))), st.integers(0, 300)),
        min_size=1,
        max_size=8,
    )
)
def test_no_choice_is_better(blocks: list[tuple[int, int]]) -> None:
    """No set of blocks has a better expected F1 than those from the least score on."""
    sizes = [letters + 1 for _, letters in blocks]
    there = sum(score * size / 100 for (score, _), size in zip(blocks, sizes, strict=True))

    def expected(chosen: Sequence[int]) -> float:
        right = sum(blocks[i][0] * sizes[i] / 100 for i in chosen)
        return 2 * right / (sum(sizes[i] for i in chosen) + there) if there else 0.0

    least = least_kept([score for score, _ in blocks], [letters for _, letters in blocks])
    kept = expected([i for i, (score, _) in enumerate(blocks) if score >= least])
    all_choices = chain.from_iterable(combinations(range(len(blocks)), n) for n in range(9))
    # A block that is exactly as likely as it need be may be taken or left.
    assert kept == pytest.approx(max(map(expected, all_choices)), abs=0.005)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(PROSE, id="English"),
        pytest.param((PROSE[1], PROSE[3]), id="two paragraphs"),
        pytest.param(GERMAN, id="German"),
        pytest.param(HAN, id="Chinese"),
    ],
)
def test_prose_without_a_headline_is_kept_whole(lines: tuple[str, ...]) -> None:
    """A text that begins with its first paragraph loses none of it to the headline."""
    text = "\n\n".join(lines)
    payload = text.encode()
    capture = Capture("d", "jsonl", 0, None, payload, "text", url="https://example.org/x")
    found = convert_capture(capture, Settings(load_policy("internal")), CorpusContext())
    assert isinstance(found, Record)
    assert found.text == text


@pytest.mark.parametrize(
    ("item", "times", "kept"),
    [
        pytest.param("<li><a href=/{n}>Bridge {n} is open</a>", 6, False, id="some links"),
        pytest.param("<li><a href=/{n}>Bridge {n} is open</a>", 40, True, id="a long list"),
        pytest.param("<li>Bridge {n} is open", 6, True, id="some lines"),
    ],
)
def test_a_few_links_are_no_text(
    monkeypatch: pytest.MonkeyPatch, item: str, times: int, kept: bool
) -> None:
    """A page of which nothing but some links would be kept has no main text."""
    sure = [90] * times
    monkeypatch.setattr(body, "block_scores", lambda *_: (sure, [17] * times, 50))
    html = "".join(item.format(n=n) for n in range(10, 10 + times))
    assert bool(body_of(html)) == kept


def test_many_paragraphs_of_one_length() -> None:
    """Each is compared with all others by what it says, not one by one: in linear time."""
    prose = "".join(f"<p>{PROSE[0]} It was vote number {n:05}.</p>" for n in range(20_000))
    text = body_of(f"<html><body><div class=p1>{prose}{prose}</div></body></html>")
    assert text.count("vote number 00007") == 1
