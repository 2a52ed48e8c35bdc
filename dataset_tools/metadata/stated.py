"""Authors and editors that markup states: JSON-LD, microdata, rel=author and metas."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from dataset_tools.blocks import Outline, Tag, links_like
from dataset_tools.grammar.agencies import agency_called
from dataset_tools.grammar.bylines import read_names
from dataset_tools.grammar.folding import squash
from dataset_tools.grammar.menus import is_of_menu
from dataset_tools.grammar.names import trimmed_name
from dataset_tools.metadata import json_ld, meta_tags
from dataset_tools.metadata.structured import Structured
from dataset_tools.metadata.zones import Zone
from dataset_tools.model import Page

MAX_NAME = 60
MAX_NAMES = 20
BYLINE_GAP = 4  # blocks between the names of one byline
NAME_REACH = 8  # items between an item and its name
MAX_KEYS = 20  # values of one script that are looked through

PLACEHOLDERS = frozenset(
    "admin administrator root editor unknown author webmaster staff guest user anonymous redaktion"
    " administrador test null undefined none".split()
)
_PREFIX = re.compile(
    r"(?:written by|posted by|reviewed by|by|von|par|por|di|door|text|texte|author|autor|auteur)"
    r"\s{0,2}[:：]?\s{1,2}|@",
    re.IGNORECASE,
)
_OURS = re.compile(r"(?:unsere?|notre|nos|nostr[aoi]|nuestr[ao]s?|noss[ao]|onze)\s", re.IGNORECASE)
_REPORTER = re.compile(r"correspondent|reporter|korrespondent", re.IGNORECASE)
_GLUED_BY = re.compile(r"By(?=[A-Z]{2})")
_DEGREES = re.compile(
    r"(?:,?\s(?:M\.?S\.?|M\.?A\.?|MSc|MBA|MPH|M\.?D\.?|MEd|RDN?|LDN?|Ph\.?D\.?|JD|DVM|DO|RN|CPT"
    r"|CFP|CFA|CPA|CEPF|FAND|CDN|CDCES|LMFT|LCSW|PsyD|DDS|PharmD|FNP|BSc|CSCS|NP|PA-C)[®™]?)+\Z"
)
_CUT = re.compile(r"\s[|•·–—]\s|\s?\(|\s?[<\[]|\s{0,2}/\s|,\s(?=(?:Von|By)\s)")
_KOREAN_JOB = re.compile(r"(?<=[가-힣])\s?(?:기자|특파원|논설위원)\Z")
_AND = re.compile(r"\s(?:and|und|et|og|och|en|&|&amp;|y|e|i|и|ve|with|mit)\s", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"\b(?:News|Times|Post|Press|Wire|Agency|Journal|Herald|Magazine|Media|Network|Tribune|Gazette"
    r"|Staff|Team|Editors?|Editorial|Redaktion|Redazione|Redacción|Rédaction|Redactie|Redakcja|Redação|Редакция|Desk"
    r"|University|Institute|Zeitung|Radio|TV|Inc|LLC|Ltd|GmbH|Group|Company|Daily|Weekly|Reporter"
    r"|Online|Digital|Association|Services?|Foundation|Collective|Center|Centre|Blog|Studio)\b"
    r"|网|報|报|社|台|新闻|新聞|编辑部|通訊|\.(?:com|net|org|de)\b|일보|신문|뉴스",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:authors?|autore?n?|auteurs?|autore?s?|autorin|by|staff|people|profiles?|reporters?|writers?"
    r"|contributors?|journalists?|redaktion|redakteure?|team|users?|members?|columnists?|experts?|u)/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One name that markup states, as it stands there, with its place (None: not certain)."""

    name: str
    span: tuple[int, int] | None
    kind: str  # "json_ld", "microdata", "rel_author", "author_link", "meta"
    person: bool  # not an organisation, and not the site itself


@dataclass(frozen=True, slots=True)
class Markup:
    """What metas and JSON-LD say of a page, read once: article nodes best first, site names."""

    head: Structured
    articles: tuple[tuple[Tag, dict[str, Any]], ...]
    sites: frozenset[str]


def read_markup(structured: Structured) -> Markup:
    """Return what all readers of names share."""
    sites = [value for _, value in meta_tags.find_meta(structured, "publisher")]
    for _, node in structured.articles:
        sites += json_ld.strings(node.get("publisher"))[:2]
    names = frozenset(squash(unescape(name)) for name in sites) - {""}
    return Markup(structured, structured.articles, names)


def find_stated(
    page: Page, outline: Outline, markup: Markup, zone: Zone, role: str
) -> list[Stated]:
    """Return who the markup says wrote ("author") or edited ("editor") the page, best first."""
    found = list(_json_ld(markup, role))
    if not any(item.person for item in found):
        marked = _microdata(outline, markup, zone, role)
        found += marked or (_profile_links(page, outline, zone) if role == "author" else ())
    if not any(item.person for item in found):
        found += _metas(page, markup, role)
    return found


def clean_name(name: str) -> str | None:
    """Return a usable name, or None for placeholders, addresses and ids.

    >>> clean_name("By Jane Doe, PhD | Some Outlet"), clean_name("admin")
    ('Jane Doe', None)
    """
    clean = " ".join(name.split())
    if prefix := _PREFIX.match(clean) or _GLUED_BY.match(clean):
        clean = clean[prefix.end() :]
    if (cut := _CUT.search(clean)) and cut.start() > 1:
        clean = clean[: cut.start()]
    clean = _KOREAN_JOB.sub("", _DEGREES.sub("", clean.strip(" ,;:/|")))
    if " " in clean:
        trimmed = trimmed_name(clean)
        alone = " " not in trimmed and _REPORTER.search(clean)
        if _OURS.match(clean) or (alone and not agency_called(trimmed)):
            return None  # Scotland correspondent, nostra inviata a Lisbona
        clean = trimmed
    if not 1 < len(clean) <= MAX_NAME or clean.casefold() in PLACEHOLDERS:
        return None
    if (
        clean[0] in "([<"
        or ":" in clean
        or "@" in clean
        or "://" in clean
        or "www." in clean
        or not any(c.isalpha() for c in clean)
    ):
        return None
    return clean


def split_names(value: str) -> list[str]:
    """Split what a meta or a link holds into names: at ; 、 , and words such as "and".

    Outlets are left out where people are named, and single words where full names are.

    >>> split_names("Jane Doe, John Roe and Ann Poe, Some Daily News")
    ['Jane Doe', 'John Roe', 'Ann Poe']
    """
    parts = [part.strip() for part in re.split(r"[;；、，|]|,\s?(?!Jr\b)", _AND.sub(";", value))]
    parts = [part for part in parts if part][:MAX_NAMES]
    if len(parts) < 2 or not value.strip():
        return [value.strip()] if value.strip() else []
    names = [part for part in parts if not _DEGREES.fullmatch(f" {part}")]
    people = [part for part in names if not _ORGANISATION.search(part)]
    whole = [part for part in people if " " in part or not part.isascii()]
    return whole or people or names[:1]


def is_organisation(name: str) -> bool:
    """Say whether a name reads like that of an outlet, a company or an editorial team."""
    return _ORGANISATION.search(name) is not None


def _json_ld(markup: Markup, role: str) -> Iterator[Stated]:
    for script, node in markup.articles:
        value = node.get(role) or (node.get("creator") if role == "author" else None)
        names = list(_named_nodes(value, script.text))[:MAX_NAMES]
        for name, kind in names:
            span = _locate(script, name, role) or json_ld.locate(script, name, role)
            shown = unescape(name)
            for part in split_names(shown) if kind != "Organization" else [shown]:
                own = span if part == shown else _within(span, shown, part)
                person = kind != "Organization" and squash(part) not in markup.sites
                yield Stated(part, own, "json_ld", person and not is_organisation(part))
        if names:
            return


def _locate(script: Tag, name: str, role: str) -> tuple[int, int] | None:
    """Return where the script states the name inside a value of this role.

    The same statement may be made of page and article; the first place is returned. Only a name
    that is written once in that value has a certain place.
    """
    text = script.text
    forms = {json.dumps(name, ensure_ascii=flag) for flag in (False, True)}
    forms |= {form.replace("/", "\\/") for form in forms}
    for key in list(re.finditer(rf'"(?:{role}|creator)"\s*+:\s*+(?=[\[{{"])', text))[:MAX_KEYS]:
        try:
            _, end = json_ld.DECODER.raw_decode(text, key.end())
        except (ValueError, RecursionError):
            continue
        for form in forms:
            places = list(_places(text, form, key.end(), end))
            named = [at for at in places if _NAME_KEY.search(text, max(key.end(), at - 20), at)]
            if named or len(places) == 1:
                start = script.text_start + (named or places)[0]
                return start + 1, start + len(form) - 1
    return None


_NAME_KEY = re.compile(r'"name"\s*+:\s*+\Z')


def _places(text: str, form: str, start: int, end: int) -> Iterator[int]:
    """Yield the first MAX_KEYS places of a form in a part of a text."""
    for _ in range(MAX_KEYS):
        start = text.find(form, start, end)
        if start < 0:
            return
        yield start
        start += 1


def _within(span: tuple[int, int] | None, name: str, part: str) -> tuple[int, int] | None:
    """Return the place of `part` in `name`, where name is written without escapes."""
    if span is None or span[1] - span[0] != len(name):
        return None
    at = name.find(part)
    return (span[0] + at, span[0] + at + len(part)) if at >= 0 else None


def _named_nodes(value: Any, script: str) -> Iterator[tuple[str, str]]:
    """Yield (name, type) of a JSON-LD value; a mere reference is looked up in its script."""
    if isinstance(value, list):
        for item in value[:MAX_NAMES]:
            if not isinstance(item, list):
                yield from _named_nodes(item, script)
        return
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        target = value["@id"]
        for node in json_ld.nodes(script):
            if node.get("@id") == target and "name" in node:
                value = node
                break
    kind = value.get("@type") if isinstance(value, dict) else None
    organisation = "Organization" in str(kind) and "Person" not in str(kind)
    for name in json_ld.strings(value):
        if not name.startswith(("http:", "https:", "/")):
            yield name, "Organization" if organisation else "Person"


def _microdata(outline: Outline, markup: Markup, zone: Zone, role: str) -> list[Stated]:
    """Read itemprop=author and rel=author from the headline to the end of the article."""
    found: dict[str, Stated] = {}
    last = 0
    for at, item in enumerate(outline.tags):
        prop = item.attrs.get("itemprop", "").lower().split()
        rel = item.attrs.get("rel", "").split()
        if not (role in prop or (role == "author" and "author" in rel)):
            continue
        tag = _name_in(outline.tags, at)
        block = tag.block
        if block is None or not tag.text or not zone.top <= block:
            continue
        if block > zone.end + 30:
            break
        if tag.region in {"nav", "aside"} or len(tag.text) > 2 * MAX_NAME:
            continue
        if len(found) < MAX_NAMES and tag.region != "figure":
            if found and block - last > BYLINE_GAP:
                break
            last = block
            kind = "microdata" if prop else "rel_author"
            latin, _ = read_names(tag.text)
            for name in [name for name, _, _ in latin] or split_names(tag.text):
                person = squash(name) not in markup.sites and not is_organisation(name)
                span = (tag.text_start, tag.text_end)
                found.setdefault(name, Stated(name, span, kind, person))
            if block not in zone.near_headline:
                break
    return list(found.values())


def _name_in(tags: Sequence[Tag], at: int) -> Tag:
    """Return the first element inside an item that is its name (schema.org), else the item."""
    item = tags[at]
    for tag in tags[at + 1 : at + 1 + NAME_REACH] if "itemprop" in item.attrs else ():
        if tag.start >= item.text_end:
            break
        if "name" in tag.attrs.get("itemprop", "").lower().split() and tag.text:
            return tag
    return item


def _profile_links(page: Page, outline: Outline, zone: Zone) -> Iterator[Stated]:
    """Read links to pages of authors near the headline; each name once."""
    seen: set[str] = set()
    for tag in links_like(page.text, outline, _PROFILE, zone.near_headline):
        if len(seen) == MAX_NAMES:
            return
        if tag.text in seen:
            continue
        if tag.region in {"nav", "aside"} or len(tag.text) > 2 * MAX_NAME:
            continue
        if is_of_menu(tag.text):
            continue
        names, end = read_names(tag.text)
        if names and end == len(tag.text) and _PROFILE.search(tag.attrs.get("href", "")):
            seen.add(tag.text)
            span = (tag.text_start, tag.text_end)
            yield Stated(tag.text, span, "author_link", not is_organisation(tag.text))


def _metas(page: Page, markup: Markup, role: str) -> Iterator[Stated]:
    found: dict[str, None] = {}
    first = ""
    for tag, value in meta_tags.find_meta(markup.head, f"{role}s"):
        name = tag.attrs.get("property") or tag.attrs.get("name") or tag.attrs.get("itemprop") or ""
        if value.startswith(("http:", "https:", "/", "@")) or (first and name != first):
            continue
        first = name
        span = meta_tags.content_span(page.text, tag)
        for part in split_names(value):
            if part not in found:
                found[part] = None
                person = squash(part) not in markup.sites and not is_organisation(part)
                yield Stated(part, span, "meta", person)
