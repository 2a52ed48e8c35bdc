"""What a template call puts into a sentence, by its name: a table, since templates are not run.

A template that is in no table loses its words where it has a line to itself (infoboxes,
navigation, hatnotes), and gives its first positional parameter inside a sentence or a cell,
which is right most of the time (`{{flag|Chile}}`, `{{ship|…}}`, `{{nowrap|…}}`, numbers).
No rule gives one parameter twice: nested calls would grow exponentially.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dataset_tools.extract.wikinames import dropped_template
from dataset_tools.extract.wikitree import Node, plain_spans, within

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Call:
    """One template call: its name (lower case, spaces) and parameters as spans, by name."""

    name: str
    text: str  # of the page
    args: dict[str, Span]  # positional ones by "1", "2", …
    language: str = "en"  # of the wiki
    title: str = ""  # of the page

    def raw(self, key: str) -> str:
        """Return the source of a parameter, trimmed; its first 200 characters are enough."""
        start, end = self.args.get(key, (0, 0))
        return self.text[start : min(end, start + 200)].strip()

    def first(self, *keys: str) -> Span | None:
        """Return the first parameter of these that is there and not blank."""
        return next((self.args[key] for key in keys if self.raw(key)), None)

    def positional(self) -> list[Span]:
        """Return the positional parameters that are not blank."""
        return [self.args[key] for key in self.args if key.isdigit() and self.raw(key)]


@dataclass(frozen=True, slots=True)
class Value:
    """Text that stands for a span of the page."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Drop:
    """Nothing of the call is text of the page."""

    reason: str


@dataclass(frozen=True, slots=True)
class Blocks:
    """Parameters that are blocks of their own."""

    spans: tuple[Span, ...]
    tag: str = ""


Piece = Span | Value | str  # a string is put in between
Inline = Sequence[Piece]
Rule = Callable[[Call], Inline]

_NUMBER = re.compile(r"[+\-−–]?[\d.,\u202f\u00a0]*\d[\d.,]*(?:\s*\d+/\d+|/\d+)?|[+\-−]?\d*[½¼¾⅓⅔⅛]")
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})*")
MAX_INLINE = 400  # characters of an unknown template's parameter that are taken for words


_NAME = re.compile(r"[\s_]+")
_NAMESPACE = re.compile(
    r"(?:(?:template|vorlage|modèle|plantilla|模板|テンプレート|msg|subst|safesubst)\s*:\s*)+"
)
_FUNCTION = re.compile(
    r"(#[a-z]{2,20}|formatnum|lc|uc|lcfirst|ucfirst|plural|grammar|gender|defaultsort|displaytitle"
    r"|sortierung|int|ns|fullurl|localurl|pagename|fullpagename)\s*:"
)


def read_call(text: str, node: Node, language: str, title: str) -> Call:
    """Read the name and the parameters of a template node."""
    spans = node.parts()
    start, end = spans[0]
    name = _NAME.sub(" ", text[start : min(end, start + 300)]).strip().lower()
    name = _NAMESPACE.sub("", name, count=1) if _NAMESPACE.match(name) else name
    args: dict[str, Span] = {}
    count = 1
    if function := _FUNCTION.match(name):
        name, count = function[1], 2
        args["1"] = text.index(":", start) + 1, end
    for begin, stop in spans[1:]:
        equals = _equals(text, node, begin, stop)
        if equals < 0:
            args[str(count)] = (begin, stop)
            count += 1
        else:
            args[text[begin : min(equals, begin + 100)].strip()] = (equals + 1, stop)
    return Call(name, text, args, language, title)


def _equals(text: str, node: Node, start: int, end: int) -> int:
    """Return where the name of a named parameter ends, -1 for a positional one."""
    for at, stop in plain_spans(start, end, within(node.children, start, end)):
        if (found := text.find("=", at, stop)) >= 0:
            return found
    return -1


def expand(call: Call, *, alone: bool) -> Drop | Blocks | Inline:
    """Return what a call leaves in the text; `alone` where it has a line to itself."""
    name = call.name
    if reason := dropped_template(name):
        return Drop(reason)
    if name in _BLOCKS:
        spans = [call.args[k] for k in _BLOCKS[name][1] if call.raw(k)][:1]
        return Blocks(tuple(spans), _BLOCKS[name][0]) if spans else Drop("template")
    if name in LITERALS:  # with parameters ({{spaces|3}}) too
        return [LITERALS[name]]
    if rule := RULES.get(name):
        return rule(call)
    if name.startswith(("lang-", "langx")):
        return _one(call, "2", "1") if name == "langx" else _one(call, "1")
    if name.startswith("link-"):
        return _one(call, "1")
    return Drop("template") if alone else _unknown(call)


def _unknown(call: Call) -> Drop | Inline:
    """Keep the first positional parameter of an unknown template that reads like words."""
    for key in ("1", "2"):
        value = call.raw(key)
        if not value or (_CODE.fullmatch(value) and call.raw("2") and key == "1"):
            continue  # a language or country code before the words
        start, end = call.args[key]
        if end - start > MAX_INLINE or "\n" in value or value.startswith(("http", "#")):
            break
        return [call.args[key]]
    return Drop("template")


def _one(call: Call, *keys: str) -> Inline:
    found = call.first(*keys)
    return [found] if found else []


def _first(*keys: str) -> Rule:
    return lambda call: _one(call, *keys)


def _join(separator: str, *keys: str) -> Rule:
    def rule(call: Call) -> Inline:
        spans = [call.args[k] for k in keys if call.raw(k)] if keys else call.positional()
        return _between(separator, sorted(spans))

    return rule


def in_order(pieces: Inline) -> Inline:
    """Return pieces whose spans ascend; where they do not, the spans alone, in page order."""
    spans = [p if isinstance(p, tuple) else p.span for p in pieces if not isinstance(p, str)]
    if all(one[1] <= other[0] for one, other in pairwise(spans)):
        return pieces
    return _between(" ", sorted(p for p in pieces if isinstance(p, tuple)))


def _between(separator: str, spans: Sequence[Piece]) -> list[Piece]:
    pieces: list[Piece] = []
    for span in spans:
        pieces += [separator, span] if pieces and separator else [span]
    return pieces


def _with(before: str, key: str = "1", after: str = "") -> Rule:
    def rule(call: Call) -> Inline:
        found = call.first(key)
        return [p for p in (before, found, after) if p] if found else []

    return rule


def _named(call: Call) -> Inline:
    """Print the name of the template before its parameter: HMS Victory, ISBN 978…"""
    return [f"{call.name.upper()} ", *_one(call, "1")] if call.raw("1") else []


# --- numbers ------------------------------------------------------------------------------------

_RANGES = {
    "to": " to ", "-": "–", "–": "–", "to(-)": " to ", "and": " and ", "and(-)": " and ",
    "or": " or ", "by": " by ", "x": " × ", "×": " × ", "xx": " × ", "*": " × ",
    "+/-": " ± ", "±": " ± ", "+": " + ", "bis": " bis ", "至": "至", "~": "~",
}  # fmt: skip
_UNITS = {
    "km2": "km²", "m2": "m²", "cm2": "cm²", "mm2": "mm²", "km3": "km³", "m3": "m³", "cm3": "cm³",
    "sqmi": "sq mi", "sqft": "sq ft", "sqin": "sq in", "sqyd": "sq yd", "cuft": "cu ft",
    "C": "°C", "F": "°F", "C-change": "°C", "F-change": "°F", "kph": "km/h", "um": "μm",
    "m/s2": "m/s²", "impgal": "imp gal", "USgal": "US gal", "ST": "short tons", "LT": "long tons",
}  # fmt: skip


def _convert(call: Call) -> Inline:
    """Print the number or the range and the first unit; the converted value is not computed."""
    pieces: list[Piece] = []
    at = 1
    while span := call.args.get(str(at)):
        key, after = str(at), str(at + 1)
        if not call.raw(key):
            break
        pieces.append(span)
        if (word := call.raw(after)) in _RANGES and call.raw(str(at + 2)):
            pieces.append(_RANGES[word])
            at += 2
            continue
        if word:
            unit = call.args[after]
            pieces.append("-" if call.raw("adj") in ("on", "mid", "pre") else " ")
            pieces.append(Value(_UNITS[word], unit) if word in _UNITS else unit)
        further = call.raw(str(at + 3))
        if not (_is_number(call, at + 2) and further and not _NUMBER.fullmatch(further)):
            break
        pieces.append(" ")  # 5 ft 11 in
        at += 2
    return pieces


def _is_number(call: Call, position: int) -> bool:
    return _NUMBER.fullmatch(call.raw(str(position))) is not None


def _formatnum(call: Call) -> Inline:
    """Group the digits of a plain number as the wiki's language does; with R leave it as it is."""
    value, found = call.raw("1"), call.first("1")
    if found is None:
        return []
    plain = re.fullmatch(r"([-−]?)(\d{1,60})(?:\.(\d{1,60}))?", value)
    if plain is None or call.raw("2").upper() in ("R", "NOSEP"):
        return [found]
    return [Value(group_digits(plain[1], plain[2], plain[3], call.language), found)]


# Unicode CLDR 45: grouping mark, decimal mark, digits from which on numbers are grouped.
_GROUPING = {
    **dict.fromkeys(("de", "it", "nl", "tr", "da", "id", "el"), (".", ",", 4)),
    **dict.fromkeys(("es", "pt"), (".", ",", 5)),
    **dict.fromkeys(("fr",), ("\u202f", ",", 4)),
    **dict.fromkeys(("ru", "uk", "cs", "sv", "fi", "nb", "no", "hu", "sk"), ("\u00a0", ",", 4)),
    "pl": ("\u00a0", ",", 5),
}


def group_digits(sign: str, whole: str, fraction: str | None, language: str) -> str:
    """Return a number as a language prints it.

    >>> group_digits("", "1234567", "5", "en"), group_digits("", "1234", None, "de")
    ('1,234,567.5', '1.234')
    """
    mark, point, least = _GROUPING.get(language.partition("-")[0], (",", ".", 4))
    if len(whole) >= least:
        whole = f"{int(whole):,}".replace(",", mark)
    return sign + whole + (point + fraction if fraction else "")


def _val(call: Call) -> Inline:
    pieces: list[Piece] = list(_one(call, "1"))
    if spread := call.first("2"):
        pieces += ["±", spread]
    if power := call.first("e"):
        pieces += ["×10^", power]
    if unit := call.first("u", "ul"):
        pieces += [" ", unit]
    return pieces


def _frac(call: Call) -> Inline:
    spans = call.positional()
    if len(spans) == 1:
        return ["1/", spans[0]]
    if len(spans) == 2:
        return [spans[0], "/", spans[1]]
    return [spans[0], " ", spans[1], "/", spans[2]] if spans else []


_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def _as_of(call: Call) -> Inline:
    """Print year, month and day as `3 May 2020`."""
    spans = call.positional()[:3]
    if not spans:
        return []
    lead = "as of " if call.raw("lc") else "As of "
    month = call.raw("2")
    if not (month.isdecimal() and len(month) <= 2 and 1 <= int(month) <= 12):
        return [lead, spans[0]]
    words = [call.raw("3"), _MONTHS[int(month) - 1], call.raw("1")]
    return [lead, Value(" ".join(word for word in words if word), (spans[0][0], spans[-1][1]))]


# --- languages ----------------------------------------------------------------------------------


def _nihongo(call: Call) -> Inline:
    """Print `English (漢字, romaji)`, without brackets where the English is missing."""
    head = call.first("1")
    rest = _between(", ", [call.args[k] for k in ("2", "3") if call.raw(k)])
    if head is None or not rest:
        return [head] if head else rest
    return [head, " (", *rest, ")"]


def _life(call: Call) -> Inline:
    """Print the dates of the Chinese {{bd}}: 1881年9月25日－1936年10月19日."""
    born, died = ([call.args[k] for k in keys if call.raw(k)] for keys in (("1", "2"), ("3", "4")))
    return [*born, "－", *died]


def _translit(call: Call) -> Inline:
    spans = call.positional()
    return spans[-1:]


_SIGNS = {
    "usd": "US$", "us$": "US$", "$": "$", "eur": "€", "euro": "€", "€": "€", "gbp": "£", "£": "£",
    "jpy": "¥", "¥": "¥", "cny": "CN¥", "rmb": "RMB¥", "inr": "₹", "indian rupee": "₹", "₹": "₹",
    "aud": "A$", "a$": "A$", "cad": "C$", "nzd": "NZ$", "hkd": "HK$", "hk$": "HK$", "nt$": "NT$",
    "krw": "₩", "chf": "CHF ", "sek": "SEK ", "nok": "NOK ", "rub": "₽", "php": "₱", "brl": "R$",
}  # fmt: skip

LITERALS = {
    "!": "|", "=": "=", "'": "'", "''": "''", "(": "{", ")": "}", "((": "{{", "))": "}}",
    "nbsp": " ", "spaces": " ", "space": " ", "thinsp": " ", "snd": " – ", "spnd": " – ",
    "spaced ndash": " – ", "spaced en dash": " – ", "ndash": "–", "en dash": "–", "–": "–",
    "mdash": "—", "em dash": "—", "—": "—", "--": "—", "dash": " – ", "·": " · ", "•": " • ",
    "dot": " · ", "bull": " • ", "middot": " · ", "pi": "π", "times": "×", "minus": "−",
    "okina": "ʻ", "ayin": "ʿ", "hamza": "ʾ", "shy": "", "wbr": "", "zwsp": "", "ellipsis": "…",
    "...": "…", "degree": "°", "tick": "✓", "cross": "✗",
}  # fmt: skip

RULES: dict[str, Rule] = {
    **dict.fromkeys(("convert", "cvt", "conv", "轉換", "转换"), _convert),
    **{name: _with(sign) for name, sign in _SIGNS.items()},
    **dict.fromkeys(("frac", "fraction", "sfrac", "bruch"), _frac),
    **dict.fromkeys(("as of", "asof"), _as_of),
    **dict.fromkeys(("circa", "c.", "ca."), _with("c. ")),
    **dict.fromkeys(("floruit", "fl.", "fl"), _with("fl. ")),
    **dict.fromkeys(("reign", "r."), _join("–", "1", "2")),
    **dict.fromkeys(("nihongo", "nihongo3", "nihongo2", "korean", "vietnamese"), _nihongo),
    **dict.fromkeys(("lang", "langue", "langz"), _first("2", "text", "1")),
    **dict.fromkeys(("transl", "transliteration", "rtgs"), _translit),
    **dict.fromkeys(
        ("zh", "zho", "chinese", "zh-cn"),
        _join("; ", "s", "hans", "t", "hant", "c", "hani", "p", "w", "j", "poj", "l"),
    ),
    **dict.fromkeys(("le", "ill-zh", "illm", "internal link helper", "translink"), _first("1")),
    **dict.fromkeys(("tsl", "link-interwiki"), _first("3", "2", "zh", "lang_title")),
    **dict.fromkeys(("ill", "interlanguage link", "iw"), _first("lt", "1")),
    **dict.fromkeys(
        ("abbr", "tooltip", "small", "smaller", "big", "nowrap", "nobr", "nobreak", "nobold",
         "noitalic", "sup", "sub", "su", "nts", "ntsh", "number", "visible anchor", "vanchor",
         "lc", "uc", "lcfirst", "ucfirst", "plural", "grammar", "gender"),
        _first("1"),
    ),
    **dict.fromkeys(("sort", "hs", "color", "font color", "colored link"), _first("2", "1")),
    **dict.fromkeys(("hlist", "ubl", "unbulleted list", "plain list"), _join(", ")),
    **dict.fromkeys(("ship", "schiff", "sortname"), _join(" ", "1", "2")),
    **dict.fromkeys(("hms", "uss", "ss", "rms", "sms", "isbn", "issn", "oclc", "doi"), _named),
    "gaps": _join(""),
    "val": _val,
    "formatnum": _formatnum,
    "bd": _life,
    "percentage": _with("", "1", "%"),
    "pagename": lambda call: [call.title] if call.title else [],
    "fullpagename": lambda call: [call.title] if call.title else [],
    "yes": lambda call: _one(call, "1") or ["Yes"],
    "no": lambda call: _one(call, "1") or ["No"],
}  # fmt: skip

# Name: (tag of the blocks, the parameters of which the first that is there holds the text).
_BLOCKS: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("quote", "cquote", "quotation", "blockquote", "rquote", "bquote", "quote box", "zitat",
         "citation bloc", "cita", "epigraph", "pull quote"),
        ("blockquote", ("text", "quote", "content", "1", "Text")),
    ),
    **dict.fromkeys(("poem", "poemquote", "verse", "gedicht"), ("poem", ("text", "1"))),
    **dict.fromkeys(
        ("columns-list", "column list", "col-list", "plainlist", "flatlist", "collapsible list",
         "div col content", "columns"),
        ("", ("content", "1")),
    ),
}  # fmt: skip
