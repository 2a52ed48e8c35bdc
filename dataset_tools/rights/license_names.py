"""Licenses that a text names in words, in the languages of the corpus; never a guess.

``Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 3.0 Deutschland`` is
CC-BY-SA-3.0-DE; a name without a version stays without one. All patterns are linear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dataset_tools.grammar.folding import fold
from dataset_tools.grammar.notice_patterns import NAME_WORDS
from dataset_tools.rights.spdx import License, cc_license, known_ids
from dataset_tools.words import WordList

MAX_NAMES = 50  # of one text; hostile ones repeat one without end
_I = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Named:
    """One license named at ``text[start:end]``."""

    start: int
    end: int
    license: License


# One of these stands in every name below.
_WORDS = WordList(NAME_WORDS)
_E = {
    "nc": r"non[\s-]?commercial(?:\s+use)?|nicht[\s-]?kommerzielle?|keine\s+kommerzielle\s+nutzung"
    r"|pas\s+d['’]utilisation\s+commerciale|(?:utilisation\s+)?non\s+commerciale|no[\s-]?comercial|non\s+commerciale"
    r"|(?:uso\s+)?não[\s-]?comercial|niet[\s-]?commercieel|非商[业業]性?(?:使用)?|非営利",
    "sa": r"share[\s-]?alike|weitergabe\s+unter\s+gleichen\s+bedingungen"
    r"|partage\s+(?:dans\s+les\s+mêmes\s+conditions|à\s+l['’]identique)"
    r"|compartir[\s-]?igual|condividi\s+allo\s+stesso\s+modo|compartilha[\s-]?igual|gelijk[\s-]?delen|相同方式(?:共享|分享)|継承",
    "nd": r"no[\s-]?deriv(?:ative)?s?(?:[\s-]works)?|keine\s+bearbeitung(?:en)?|"
    r"pas\s+de\s+modifications?|pas\s+d['’]œuvres?\s+dérivées?"
    r"|sin[\s-]?(?:obras?[\s-]?)?deriva(?:d[ao]s?|r)|non\s+opere\s+derivate|sem[\s-]?deriva(?:ções|dos)|geen[\s-]?afgeleide[\s-]?werken"
    r"|禁止演[绎繹]|禁止改作|改変禁止",
    "by": r"attribution|namensnennung|paternité|reconocimiento|atribución"
    r"|attribuzione|atribuição|naamsvermelding"
    r"|署名|姓名[标標]示|表示",
}
# No element may end inside a word: "non commercial" in "non commerciale" would lose what follows.
_ELEMENT = rf"(?:{'|'.join(_E.values())})(?![a-zà-ÿ])"
_BETWEEN = r"[\s,/+&–—:・·-]{0,4}(?:(?:and|und|et|y|e|en)[\s-]{1,2})?"
_ELEMENTS = rf"(?P<elements>(?:{_ELEMENT})(?:{_BETWEEN}(?:{_ELEMENT})){{0,3}})"
_LICENSE = (
    r"(?:(?:public\s+)?licen[cs]e[ds]?|lizenz(?:vertrag)?|licencia|licenza|licença|licentie"
    r"|ライセンス|[许許]可(?:[协協][议議])?|授[权權]條?款?)"
)
_GAP = r"[\s,:()\"'–—.・-]{0,4}"
_VERSION = (
    rf"(?:{_GAP}{_LICENSE})?{_GAP}(?:v(?:ersion)?\.?\s{{0,2}})?(?:(?P<version>\d\.\d)(?![\d.]*\d))?"
)
# Ports by the names that license texts print.
_LANDS = {
    "de": "deutschland | germany",
    "at": "österreich | austria",
    "ch": "schweiz | switzerland",
    "fr": "france",
    "es": "españa | spain",
    "it": "italia | italy",
    "jp": "日本 | japan",
    "cn": "中国大陆 | 中國大陸 | china mainland",
    "tw": "台湾 | 台灣 | 臺灣 | taiwan",
    "hk": "香港 | hong kong",
    "us": "united states",
    "uk": "england | uk",
    "au": "australia",
    "nl": "nederland | netherlands",
    "be": "belgique",
    "pt": "portugal",
    "br": "brasil | brazil",
    "ca": "canada",
    "nz": "new zealand",
    "igo": "igo",
}
_PORTS = {name: code for code, names in _LANDS.items() for name in names.split(" | ")}
_LAND = "|".join(sorted(map(re.escape, _PORTS), key=len, reverse=True))
_ANCHOR = (
    r"(?:creative\s{1,3}commons|知[识識]共享|创作共用|[创創]用\s?cc|クリエイティブ[・\s]?コモンズ(?:・?(?:ライセンス|by))?)"
    r"(?:\s?\((?:cc|creative\s+commons)\))?"
)
_LONG = re.compile(
    rf"(?:{_ANCHOR})(?:\s?[®™])?(?:{_GAP}{_LICENSE})?{_GAP}{_ELEMENTS}{_VERSION}"
    rf"{_GAP}(?P<land>{_LAND})?",
    _I,
)
_CODES = (
    "at|au|be|br|ca|ch|cl|cn|cz|de|dk|ee|es|fi|fr|gr|hk|hr|hu|ie|igo|il|it|jp|kr|lu|mx|my|nl|no|nz|ph|pl|pt|ro|rs|se|sg|th|tw|uk|us|za"
).upper()
# Capitals, since "cc by" are words of a letter; in small letters only with a version.
_SHORT = re.compile(
    r"(?<![A-Za-z0-9_-])(?:CC|[Cc]reative\s{1,3}[Cc]ommons)[\s-]{0,2}(?P<type>BY(?:[\s/-]{1,3}(?:NC|SA|ND)){0,2})(?![A-Za-z_]|-[A-Za-z])"
    rf"(?:[\s-]{{0,2}}(?:[Ll]icen[cs]e\s)?(?:v\.?)?(?P<version>\d\.\d)(?![\d.]*\d))?(?:[\s-]{{1,2}}(?P<code>{_CODES})(?![A-Za-z'’]))?"
    r"|(?<![A-Za-z0-9_-])(?P<small>cc[\s-]by(?:-(?:nc|sa|nd)){0,2})[\s-]v?(?P<small_version>\d\.\d)(?![\d.]*\d)"
    r"|(?<![A-Za-z0-9_-])(?P<bare>cc[\s-]by(?:-(?:nc|sa|nd)){1,2})(?![A-Za-z0-9_-])"
)
_ZERO = re.compile(
    r"(?<![A-Za-z0-9_-])(?:CC0|CC\s?Zero|Creative\s+Commons\s+Zero)(?![A-Za-z0-9])(?:[\s-]{0,2}v?(?P<zero>1\.0))?"
    r"|\bPublic\s+Domain\s+Mark(?:\s+(?P<mark>1\.0))?",
    _I,
)
_OGL = re.compile(
    r"\bOpen\s+(?P<body>Government|Parliament)\s+Licen[cs]e(?:\s+for\s+public\s+sector\s+information)?"
    r"(?:[\s(–—-]{0,4}(?![Vv](?:ersion)?\b|Open\b)(?P<land>[A-Z][a-z]{2,20}))?[\s,()–—-]{0,4}(?:[Vv](?:ersion)?\.?\s{0,2})?(?P<version>[123])?(?:\.0)?(?!\d)"
)
_STATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\blicence\s+ouverte(?:\s{0,2}/?\s{0,2}open\s+licen[cs]e)?[\s,(–-]{0,4}(?:etalab[\s,-]{0,3})?"
                r"(?:v(?:ersion)?\.?\s{0,2})?(?P<version>\d\.\d)(?!\d)"
                r"|\betalab-(?P<short>2\.0)(?!\d)", _I),
     "etalab"),
    (re.compile(r"\bdatenlizenz\s+deutschland[\s,:–—-]{0,5}namensnennung[\s,:–—-]{0,5}(?:version\s)?(?P<version>2\.0)?"
                r"|\bdl-de[/-]by-(?P<short>2-0)", _I), "DL-DE-BY"),
    (re.compile(r"\bdatenlizenz\s+deutschland[\s,:–—-]{0,5}zero[\s,:–—-]{0,5}(?:version\s)?(?P<version>2\.0)?"
                r"|\bdl-de[/-]zero-(?P<short>2-0)", _I), "DL-DE-ZERO"),
    (re.compile(r"\b(?:norsk\s+lisens\s+for\s+offentlige\s+data|norwegian\s+licen[cs]e\s+for\s+open\s+government\s+data|NLOD)"
                r"(?:[\s(]{0,3}NLOD)?[\s),]{0,3}(?:v(?:ersion)?\.?\s{0,2})?(?P<version>[12]\.0)?"
                r"(?!\d)", _I),
     "NLOD"),
)  # fmt: skip
_WORKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bworks?\s+of\s+the\s+(?:u\.\s?s\.|united\s+states)\s+(?:federal\s+)?government\b"
                r"|\b17\s+u\.\s?s\.\s?c\.(?:\s?§{1,2}|\s+sec(?:tion|\.))?\s?105\b", _I),
     "LicenseRef-US-Government-Work"),
    (re.compile(r"\b2011/833/E[UG]\b"), "LicenseRef-EU-2011-833"),
    (re.compile(r"\bpublic[\s-]domain\b(?!\s+mark)|\bgemeinfrei\b|\bdomaine\s+public\b(?!\s+(?:maritime|fluvial|routier|de\s+l))"
                r"|\bdominio\s+p[úu]blico\b|\bpubblico\s+dominio\b|\bdomínio\s+público\b|公[有共][领領]域"
                r"|パブリック・?ドメイン", _I), "LicenseRef-Public-Domain"),
    (re.compile(r"\bpython\s+software\s+foundation\s+licen[cs]e[\s,]{1,3}"
                r"(?:v(?:ersion)?\.?\s{0,2})?2(?:\.0)?(?!\.?\d)", _I), "PSF-2.0"),
)  # fmt: skip
_GFDL = re.compile(
    r"\bGNU\s+Free\s+Documentation\s+Licen[cs]e(?:[\s,(]{1,3}(?:v(?:ersion)?\.?\s{0,2})?(?P<version>1\.[123])(?!\d))?"
    r"(?P<later>[\s,]{1,3}or\s+(?:any\s+)?later)?",
    _I,
)


def find_license_names(text: str) -> list[Named]:
    """Return the licenses named in a text, by start; [] if there are none.

    >>> [n.license.spdx for n in find_license_names("知识共享署名-相同方式共享 3.0 许可协议")]
    ['CC-BY-SA-3.0']
    >>> [n.license.spdx for n in find_license_names("under CC BY-NC, see below")]
    ['LicenseRef-CC-BY-NC-unversioned']
    """
    if not _WORDS.groups(text):
        return []
    folded = fold(text)
    found: list[Named] = []
    taken = -1
    for start, end, license_ in sorted(_all(folded.text), key=lambda n: (n[0], -n[1])):
        if start < taken:
            continue  # inside a longer name
        taken = end
        found.append(Named(*folded.span(start, end), license_))
        if len(found) >= MAX_NAMES:
            break
    return found


def _all(text: str) -> Iterator[tuple[int, int, License]]:
    for match in _LONG.finditer(text):
        kind = _kind(match["elements"])
        port = _PORTS.get((match["land"] or "").lower())
        if kind and (found := cc_license(kind, match["version"], port)):
            yield match.start(), match.end(), found
    for match in _SHORT.finditer(text):
        name = (match["type"] or (match["small"] or match["bare"])[3:]).lower()
        kind = "-".join(re.split(r"[\s/-]+", name))
        version = match["version"] or match["small_version"]
        if found := cc_license(kind, version, (match["code"] or "").lower() or None):
            yield match.start(), match.end(), found
    for match in _ZERO.finditer(text):
        stem = "CC-PDM" if match.group().lower().startswith("public") else "CC0"
        version = match["zero"] or match["mark"]
        yield (
            *match.span(),
            License(f"{stem}-{version}" if version else f"LicenseRef-{stem}-unversioned"),
        )
    for match in _OGL.finditer(text):
        yield *match.span(), License(_ogl(match))
    for pattern, stem in _STATES:
        for match in pattern.finditer(text):
            version = match["version"] or ("2.0" if match.groupdict().get("short") else None)
            name = f"{stem}-{version or 'unversioned'}"
            known = known_ids().get(name.lower())
            yield *match.span(), License(known or f"LicenseRef-{name}")
    for match in _GFDL.finditer(text):
        suffix = "or-later" if match["later"] else "only"
        known = match["version"] and f"GFDL-{match['version']}-{suffix}"
        yield *match.span(), License(known or "LicenseRef-GFDL-unversioned")
    for pattern, name in _WORKS:
        for match in pattern.finditer(text):
            yield *match.span(), License(name)


def _ogl(match: re.Match[str]) -> str:
    """Return the id of an Open Government or Parliament Licence; that of a land stays apart."""
    land, version = match["land"], match["version"]
    suffix = f"{version}.0" if version else "unversioned"
    if match["body"] == "Parliament":
        return f"LicenseRef-Open-Parliament-{suffix}"
    if land and land != "United":
        canada = land == "Canada" and version == "2"
        return "OGL-Canada-2.0" if canada else f"LicenseRef-OGL-{land}-{suffix}"
    return f"OGL-UK-{suffix}" if version else "LicenseRef-OGL-UK-unversioned"


def _kind(elements: str) -> str | None:
    """Return the license type of some element words; None where they do not go together."""
    said = {code for code, words in _E.items() if re.search(words, elements, _I)}
    if "by" not in said or {"sa", "nd"} <= said:
        return None
    return "-".join(code for code in ("by", "nc", "sa", "nd") if code in said)
