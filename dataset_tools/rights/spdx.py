"""License URLs and names to SPDX ids, through the ids that license-expression knows."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from dataset_tools.words import WordList

CC_HOSTS = frozenset({"creativecommons.org", "www.creativecommons.org"})
VERSIONS = frozenset({"1.0", "2.0", "2.1", "2.5", "3.0", "4.0"})
# Orders of the elements as the license pages print them, and as old links write them.
_TYPES = {
    **{name: name for name in ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")},
    "by-nd-nc": "by-nc-nd",
    "by-sa-nc": "by-nc-sa",
    **{name: name for name in ("sa", "nd", "nc", "nc-sa", "nd-nc", "devnations", "sampling")},
    "sampling+": "sampling-plus",
    "nc-sampling+": "nc-sampling-plus",
}
_PUBLIC_DOMAIN = {"zero": "CC0", "mark": "CC-PDM", "certification": "CC-PDDC"}
_ARCHIVE = re.compile(
    r"^(?:https?:)?//web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/", re.IGNORECASE
)
_MAYBE = WordList(["creativecommons", "licence", "dl-de", "nlod", "spdx.org"])  # cheap, first
_PORTS = {"scotland": "sct"}  # the record's codes have at most five letters
_PATH = re.compile(
    r"^/+(?P<root>licenses|publicdomain)/(?P<type>[a-z+-]{2,20})"
    r"(?:/(?P<version>\d\.\d))?(?:/(?P<port>[a-z]{2}|igo|scotland))?"
    r"(?:/(?:deed|legalcode|rdf)(?:[._-][a-z_-]{2,12})?(?:\.txt)?)?/*$"
)
_BADGE_HOSTS = frozenset(
    {"i.creativecommons.org", "licensebuttons.net", "www.licensebuttons.net", "creativecommons.org"}
)
_BADGE = re.compile(
    r"^/(?:l|p)/(?:(?P<zero>zero|mark)|(?P<type>[a-z+-]{2,20}))/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2}|igo))?"
    r"/(?:88x31|80x15|76x22)\.(?:png|svg|gif)$"
)
_SPDX_PAGE = re.compile(r"^/licenses/([A-Za-z0-9.-]{2,60}?)(?:\.html|\.json|\.txt)?/?$")
_SHORT = re.compile(
    r"^(?:CC[ -]?)(?P<type>BY(?:[ -](?:NC|SA|ND)){0,2}|0|PDM)"
    r"(?:[ -]v?(?P<version>\d\.\d))?(?:[ -](?P<port>[A-Z]{2,3}))?$",
    re.IGNORECASE,
)
# Open government licenses, each by the exact host and path of its own page.
_OTHER_PAGES = {
    ("nationalarchives.gov.uk", "/doc/open-government-licence/version/1"): "OGL-UK-1.0",
    ("nationalarchives.gov.uk", "/doc/open-government-licence/version/2"): "OGL-UK-2.0",
    ("nationalarchives.gov.uk", "/doc/open-government-licence/version/3"): "OGL-UK-3.0",
    ("govdata.de", "/dl-de/by-2-0"): "DL-DE-BY-2.0",
    ("govdata.de", "/dl-de/zero-2-0"): "DL-DE-ZERO-2.0",
    ("data.norge.no", "/nlod/no/1.0"): "NLOD-1.0",
    ("data.norge.no", "/nlod/no/2.0"): "NLOD-2.0",
    ("data.norge.no", "/nlod/en/2.0"): "NLOD-2.0",
    ("data.norge.no", "/nlod/en/1.0"): "NLOD-1.0",
    ("data.norge.no", "/nlod"): "LicenseRef-NLOD-unversioned",
    ("nationalarchives.gov.uk", "/doc/open-government-licence"): "LicenseRef-OGL-UK-unversioned",
    ("open.canada.ca", "/en/open-government-licence-canada"): "OGL-Canada-2.0",
    ("open.canada.ca", "/fr/licence-du-gouvernement-ouvert-canada"): "OGL-Canada-2.0",
    ("etalab.gouv.fr", "/wp-content/uploads/2017/04/etalab-licence-ouverte-v2.0.pdf"): "etalab-2.0",
    ("github.com", "/etalab/licence-ouverte/blob/master/lo.md"): "etalab-2.0",
    ("parliament.uk", "/site-information/copyright-parliament/open-parliament-licence"):
        "LicenseRef-Open-Parliament-unversioned",
}  # fmt: skip
_GOVERNMENT = ("OGL-", "etalab-", "DL-DE-", "NLOD-")
# Names that SPDX does not list, as license_names.py writes them.
_OWN_GOVERNMENT = tuple(
    f"LicenseRef-{name}"
    for name in ("OGL-", "etalab-", "DL-DE-", "NLOD-", "EU-2011-833", "Open-Parliament-")
)
PUBLIC_DOMAIN = "LicenseRef-Public-Domain"  # the words alone, in any language
_OWN_PUBLIC_DOMAIN = ("LicenseRef-US-Government-Work", PUBLIC_DOMAIN)


@dataclass(frozen=True, slots=True)
class License:
    """One license as read: SPDX id or ``LicenseRef-…``, the URL, the port in lower case."""

    spdx: str
    url: str | None = None
    jurisdiction: str | None = None


@cache
def known_ids() -> dict[str, str]:
    """Return the SPDX ids that license-expression knows, by lower-case id."""
    return {key.lower(): key for key in _licensing().known_symbols}


@cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def read_license_url(url: str) -> License | None:
    """Return the license that a URL is the page of; None for every other URL.

    The host must be that of the license itself: share links and copies that carry a license
    URL in their query say nothing. A Web Archive prefix is stripped.

    >>> read_license_url("https://creativecommons.org/licenses/by/3.0/jp/deed.en").spdx
    'CC-BY-3.0'
    """
    if not _MAYBE.groups(url):
        return None
    stripped = _ARCHIVE.sub("", url.strip(), count=1)
    try:
        parts = urlsplit(stripped)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if (parts.scheme or "https") not in {"http", "https"} or port not in {None, 80, 443}:
        return None
    if host in CC_HOSTS:
        return _read_cc_path(parts.path.lower(), url.strip())
    if host == "spdx.org" and (listed := _SPDX_PAGE.match(parts.path)):
        named = read_license_name(listed[1])
        return License(named.spdx, url.strip(), named.jurisdiction) if named else None
    page = _OTHER_PAGES.get((host.removeprefix("www."), parts.path.lower().rstrip("/")))
    return License(page, url.strip()) if page else None


def _read_cc_path(path: str, url: str) -> License | None:
    found = _PATH.match(path)
    if found is None:
        return None
    kind, version, port = found["type"], found["version"], found["port"]
    if version is not None and version not in VERSIONS:
        return None
    if port is not None and version is None:
        return None
    jurisdiction = _PORTS.get(port, port) if port else None
    if found["root"] == "publicdomain":
        stem = _PUBLIC_DOMAIN.get(kind)
        if stem is None or version not in {None, "1.0"}:
            return None
        if stem == "CC-PDDC":
            return License(stem, url, jurisdiction)
        return License(_id(stem, version, None), url, jurisdiction)
    if kind == "publicdomain":
        return License("CC-PDDC", url, jurisdiction) if version is None else None
    if kind not in _TYPES:
        return None
    stem = "CC-" + _TYPES[kind].upper()
    return License(_id(stem, version, port), url, jurisdiction)


def read_badge_url(url: str) -> License | None:
    """Return the license that a button on the hosts of Creative Commons shows; else None.

    >>> read_badge_url("https://i.creativecommons.org/l/by-sa/3.0/de/88x31.png").spdx
    'CC-BY-SA-3.0-DE'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if (parts.hostname or "") not in _BADGE_HOSTS or parts.scheme not in {"", "http", "https"}:
        return None
    found = _BADGE.match(parts.path.lower())
    if found is None:
        return None
    root = "publicdomain" if found["zero"] else "licenses"
    kind = found["zero"] or found["type"]
    port = f"/{found['port']}" if found["port"] else ""
    return _read_cc_path(f"/{root}/{kind}/{found['version']}{port}/", url.strip())


def read_license_name(name: str) -> License | None:
    """Return the license of an SPDX id or a short CC name (``CC BY-SA 4.0``); else None.

    >>> read_license_name("cc by-nc 4.0").spdx, read_license_name("CC BY").spdx
    ('CC-BY-NC-4.0', 'LicenseRef-CC-BY-unversioned')
    """
    name = " ".join(name.split())
    if len(name) > 60:
        return None
    exact = known_ids().get(name.lower())
    if exact is not None and (exact.startswith("CC") or exact.startswith(_GOVERNMENT)):
        port = re.search(r"-([A-Z]{2,3})$", exact) if exact.startswith("CC-BY") else None
        tail = port[1].lower() if port and port[1] not in {"SA", "NC", "ND"} else None
        return License(exact, None, tail)
    found = _SHORT.match(name)
    if found is None:
        return None
    kind, version, port_code = (
        found["type"].lower().replace(" ", "-"),
        found["version"],
        found["port"],
    )
    if version is not None and version not in VERSIONS:
        return None
    jurisdiction = port_code.lower() if port_code and version else None
    if kind in {"0", "pdm"}:
        stem = {"0": "CC0", "pdm": "CC-PDM"}[kind]
        return License(_id(stem, version, None), None, jurisdiction)
    return None if port_code and not version else cc_license(kind, version, jurisdiction)


def cc_license(kind: str, version: str | None, port: str | None) -> License | None:
    """Return the Creative Commons license of a type; None where there is no such one.

    A port goes with a version, and version 4.0 has none.

    >>> cc_license("by-sa", "3.0", "at").spdx, cc_license("by", None, "at").jurisdiction
    ('CC-BY-SA-3.0-AT', None)
    """
    if kind not in _TYPES or (version is not None and version not in VERSIONS):
        return None
    land = port if version not in {None, "4.0"} else None
    return License(_id("CC-" + _TYPES[kind].upper(), version, land), None, land)


def _id(stem: str, version: str | None, port: str | None) -> str:
    """Return the SPDX id with port where SPDX lists it, else without, else a LicenseRef."""
    if version is None:
        return f"LicenseRef-{stem}-unversioned"
    known = known_ids()
    candidates = [f"{stem}-{version}-{port}"] if port else []
    for candidate in (*candidates, f"{stem}-{version}"):
        if candidate.lower() in known:
            return known[candidate.lower()]
    return f"LicenseRef-{stem}-{version}"


def license_status(license_id: str) -> str:
    """Return the rights status that one license id stands for; `unknown` if none is certain.

    >>> license_status("CC-BY-SA-4.0"), license_status("CC-BY-NC-ND-4.0"), license_status("MIT")
    ('open_license', 'open_license_nc', 'unknown')
    """
    if license_id.startswith(("CC0-", "CC-PD", "LicenseRef-CC0-", "LicenseRef-CC-PD")):
        return "public_domain"
    if license_id.startswith(_OWN_PUBLIC_DOMAIN):
        return "public_domain"
    if license_id.startswith((*_GOVERNMENT, *_OWN_GOVERNMENT)):
        return "government_open"
    parts = license_id.removeprefix("LicenseRef-").split("-")
    if parts[0] != "CC" or {"SAMPLING", "DEVNATIONS"} & set(parts):
        return "unknown"
    if "NC" in parts:
        return "open_license_nc"
    return "open_license_nd" if "ND" in parts else "open_license"


def valid_expression(expression: str) -> bool:
    """Say whether `expression` may stand in `license`: SPDX, LicenseRef-…, NONE, NOASSERTION."""
    if expression in {"NONE", "NOASSERTION"}:
        return True
    try:
        symbols = license_parts(expression)
    except ValueError:
        return False
    return bool(symbols) and all(
        re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", symbol) or _is_known(symbol)
        for parts in symbols
        for symbol in parts
    )


def _is_known(symbol: str) -> bool:
    license_id, _, exception = symbol.partition(" WITH ")
    known = known_ids()
    return known.get(license_id.lower()) == license_id and (
        not exception or known.get(exception.lower()) == exception
    )


@lru_cache(maxsize=1024)
def license_parts(expression: str) -> tuple[tuple[str, ...], ...]:
    """Return the alternatives of an SPDX expression, each a tuple of ids that all apply.

    Raises: ValueError when it cannot be parsed or has more than 64 alternatives.

    >>> license_parts("MIT AND (CC-BY-4.0 OR CC0-1.0)")
    (('MIT', 'CC-BY-4.0'), ('MIT', 'CC0-1.0'))
    """
    if len(expression) > 500:
        raise ValueError("license expression of more than 500 characters")
    from license_expression import ExpressionError, ExpressionParseError, Licensing

    try:
        tree = Licensing().parse(expression)
    except (ExpressionError, ExpressionParseError, TypeError) as err:
        raise ValueError(f"no license expression: {expression!r}") from err
    if tree is None:
        raise ValueError("empty license expression")
    return _alternatives(tree)


def _alternatives(node: Any) -> tuple[tuple[str, ...], ...]:
    operator = type(node).__name__
    if operator not in {"AND", "OR"}:
        return ((str(node),),)
    children = [_alternatives(child) for child in node.args]
    if operator == "OR":
        return tuple(parts for child in children for parts in child)
    combined: tuple[tuple[str, ...], ...] = ((),)
    for child in children:
        combined = tuple(left + right for left in combined for right in child)
        if len(combined) > 64:
            raise ValueError("license expression with more than 64 alternatives")
    return combined
