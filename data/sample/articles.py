"""The article sources of the sample: `pages/*.txt`, parsed into `Article`.

A file holds articles, each opened by ``=== slug``. Then come ``key: value`` lines, a line
``--``, and one paragraph per line (``## `` opens a section heading). `credit` and `tail` are
printed as they stand, " // " marks a new element; `date`, `source`, `authors` and `editors`
are the truth that `expected.jsonl` states.
"""

from dataclasses import dataclass, replace
from pathlib import Path

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class Article:
    """One article: what is printed, and what a careful reader takes from it."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]
    credit: tuple[str, ...] = ()  # above the text
    tail: tuple[str, ...] = ()  # below it
    section: str = ""
    summary: str = ""
    caption: tuple[str, ...] = ()  # text, credit
    date: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()


def load_articles() -> dict[str, Article]:
    """Return the articles of all source files by slug."""
    found: dict[str, Article] = {}
    for language in ("zh", "en", "de", "ja"):
        text = (PAGES / f"{language}.txt").read_text("utf-8")
        for part in text.split("=== ")[1:]:
            slug, _, rest = part.partition("\n")
            head, _, body = rest.partition("--\n")
            meta = dict(line.split(":", 1) for line in head.splitlines())
            paragraphs = tuple(line for line in body.splitlines() if line)
            if base := meta.get("base", "").strip():
                paragraphs = _swapped(found[base].paragraphs, meta["swap"])
            found[slug] = _article(slug, {k: v.strip() for k, v in meta.items()}, paragraphs)
    return found


def twin() -> tuple[Article, str]:
    """Return the article of `pages/twin.txt` and its whole page, the body printed twice."""
    page = (PAGES / "twin.txt").read_text("utf-8")
    lines = page.split("\n")
    first = lines.index("南岸竹编作坊里的晾晒架。 柳溪网发") + 2
    last = lines.index("作者:青禾(南岸区)") - 2
    body = lines[first : last + 1]
    article = Article(
        slug="twin", title=lines[0], paragraphs=tuple(line for line in body if line),
        date="2023-05-18", source="柳溪网", authors=("青禾",), editors=("韩晓川",),
    )  # fmt: skip
    # The last line of such a dump has no line break.
    return article, page.replace("@BODY@", "\n".join(body)).rstrip("\n")


def _article(slug: str, meta: dict[str, str], paragraphs: tuple[str, ...]) -> Article:
    def parts(key: str, mark: str) -> tuple[str, ...]:
        return tuple(p.strip() for p in meta.get(key, "").split(mark) if p.strip())

    plain = Article(slug=slug, title=meta["title"], paragraphs=paragraphs)
    return replace(
        plain,
        credit=parts("credit", "//"),
        tail=parts("tail", "//"),
        section=meta.get("section", ""),
        summary=meta.get("summary", ""),
        caption=parts("caption", "|"),
        date=meta.get("date"),
        source=meta.get("source"),
        authors=parts("authors", "、"),
        editors=parts("editors", "、"),
    )


def _swapped(paragraphs: tuple[str, ...], swap: str) -> tuple[str, ...]:
    for pair in swap.split(" ; "):
        old, new = (side.strip() for side in pair.split("=>"))
        if not any(old in p for p in paragraphs):
            raise ValueError(f"nothing to swap: {old!r}")
        paragraphs = tuple(p.replace(old, new) for p in paragraphs)
    return paragraphs
