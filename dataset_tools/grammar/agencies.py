"""News agencies that a text names as where it is from: datelines and signatures, str -> Agency.

"LONDON, March 12 (Reuters) - ", "(ANSA) - ROMA, 12 MAR - ", "МОСКВА, 12 марта. /ТАСС/.",
"(서울=연합뉴스)", "【ワシントン共同】", "新华社北京5月19日电", and "(dpa)" at the end of a text.
"""

import re
from dataclasses import dataclass

from dataset_tools.grammar import HAN

HEAD_CHARS = 90  # of a paragraph in which a dateline ends
TAIL_CHARS = 40  # of a text in which a signature stands
_PRINTED = (
    "Reuters|Associated Press|The Associated Press|AP|AFP|dpa|EFE|ANSA|Xinhua|APA|SDA|UPI|CNN"
    "|CNN Wire|PTI|ANI|IANS|Bloomberg|PA|Europa Press|Lusa|ANP|Belga|PAP|TASS|ТАСС|Interfax"
    "|Интерфакс|РИА Новости|RIA Novosti|Ukrinform|Укринформ|УНИАН|AA|DHA|İHA|Anadolu|Kyodo|Jiji"
    "|Yonhap|KNA|epd|SID|AGI|Adnkronos|LaPresse|Askanews|Agência Brasil|Télam|Notimex|KUNA|WAM"
    "|SPA|Tanjug|MTI|ČTK|CTK|TASR|NTB|TT|Ritzau|STT|BNS|ELTA|Agerpres|Mediafax|BTA|AAP|Bernama"
    "|Antara|VNA|KCNA|APS|TNN|The Canadian Press|dpa-AFX|AWP|Keystone-SDA|Belga News|Ansa"
    "|Lapresse|Efe"
    "|ロイター|共同|時事|AFP時事|연합뉴스|뉴시스|뉴스1"
)
AGENCY_NAMES = "|".join(sorted(map(re.escape, _PRINTED.split("|")), key=len, reverse=True))
_AS_PRINTED = frozenset(_PRINTED.split("|"))
# Short names are words in small letters: (spa), (pa).
_BY_LETTERS = {name.casefold(): name for name in reversed(_PRINTED.split("|")) if len(name) > 4}
_CLOSERS = frozenset(")]")
_FULL = {"共同": "共同通信", "時事": "時事通信"}

_PLACE = r"[^\W\d_][\w .'’/,-]{1,40}?"
_NAME = r"[^\W\d_][\w .&'’/-]{1,30}?"
_DATELINES = (
    # LONDON, March 12 (Reuters) -, Madrid, 12 mar (EFE).-, Berlin (dpa)
    re.compile(
        rf"(?P<place>{_PLACE}(?:\s\([^()]{{2,20}}\),[^()]{{2,12}})?)[,.]?\s{{0,2}}[(\[](?P<name>{_NAME})[)\]]"
        rf"(?P<dash>\s?(?:[-–—]{{1,2}}|\.-)|:)?\s"
    ),
    # (ANSA) - ROMA, 12 MAR -, (CNN) —
    re.compile(rf"[(\[](?P<name>{_NAME})[)\]]\s?[-–—]{{1,2}}\s"),
    # МОСКВА, 12 марта. /ТАСС/.; МОСКВА, 12 мар - РИА Новости.
    re.compile(rf"{_PLACE}[,.]?\s?/(?P<name>{_NAME})/[.,]?\s"),
    re.compile(rf"{_PLACE},\s\d{{1,2}}\s[^\W\d_]{{3,9}}\.?\s[-–—]\s(?P<name>{_NAME})[.,]\s"),
    # (서울=연합뉴스), [서울=뉴시스]
    re.compile(r"[(\[][가-힣·]{2,12}=(?P<name>[\w]{2,12})[)\]]"),
    # 【ワシントン共同】, ［東京 12日 ロイター］
    re.compile(
        rf"[【［\[(（][{HAN}\u3040-\u30ffー・]{{1,12}}?\s?(?:\d{{1,2}}日\s?)?(?P<name>共同|AFP時事|時事|ロイター|AFP)[】］\])）]"
    ),
    # 新华社北京5月19日电, 【某某公告】财联社5月19日电, （中央社札幌14日綜合外電報導）
    re.compile(
        rf"(?:【[^】]{{4,60}}】|[(（])?(?P<wide>[{HAN}]{{2,3}}社|中新网|中新網)[{HAN}]{{0,8}}"
        r"(?:\d{1,2}月)?\d{1,2}日(?:[综綜]合)?外?(?:电|電)"
    ),
    # 【明報專訊】, 【大紀元2021年06月22日訊】, 【财新网】
    re.compile(
        rf"[【〔［](?P<wide>(?!本|特|记者|記者)[{HAN}]{{2,6}}?)(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日)?"
        r"(?:專訊|专讯|訊|讯)[】〕］]"
    ),
    re.compile(rf"【(?P<wide>(?!本)[{HAN}]{{2,7}}(?:网|網|社|报|報|新闻|新聞|周刊|週刊))】"),
)
# A bracket, a slash, a dash behind a day, 日电: one stands in each dateline.
_HINT = re.compile(r"[(（\[【［/]|\d\s[^\W\d_]{3,9}\.?\s[-–—]|日[电電]")
_SIGNATURE = re.compile(
    rf"(?:\A|\s)[(\[](?:con información de |mit material von |avec )?"
    rf"(?P<name>{_NAME})(?:,[\w ,.]{{2,30}})?[)\]]\.?\s{{0,2}}\Z",
    re.IGNORECASE,
)
_CODES = re.compile(r"[\w.-]{2,12}(?:/[\w.-]{2,12}){0,3}")  # mau/dpa, REUTERS


@dataclass(frozen=True, slots=True)
class Agency:
    """The name of an agency, which text[start:end] prints."""

    name: str
    start: int
    end: int


def find_dateline(text: str) -> Agency | None:
    """Return the agency of the dateline that a paragraph opens with, None without one.

    Of names that are no known agency only those between a place in capitals and a dash count.

    >>> find_dateline("WASHINGTON (AP) — The bridge is open.")
    Agency(name='AP', start=12, end=14)
    """
    head = text[:HEAD_CHARS]
    if not _HINT.search(head):
        return None
    for pattern in _DATELINES:
        if (match := pattern.match(head)) is None:
            continue
        groups = match.groupdict()
        if groups.get("wide"):
            return Agency(match["wide"], *match.span("wide"))
        known = agency_called(match["name"])
        station = groups.get("dash") and " " not in match["name"].strip()  # (LA SPEZIA) is a place
        if known is None and station and match["place"].split(",")[0].isupper():
            known = match["name"]
        if known is not None:
            return Agency(known, *match.span("name"))
    return None


def find_signature(text: str) -> Agency | None:
    """Return the known agency in brackets that the last paragraph of a text ends with.

    Or that of a line below the text that is nothing but codes: mau/dpa.

    >>> find_signature("Die Brücke ist offen. (dpa)").name
    'dpa'
    """
    if len(text) <= TAIL_CHARS and (codes := _CODES.fullmatch(text)):
        for code in re.finditer(r"[^/]+", codes[0]):
            if known := agency_called(code[0]):
                return Agency(known, *code.span())
    if text[-1:] not in _CLOSERS and text[-2:-1] not in _CLOSERS:
        return None
    start = max(0, len(text) - TAIL_CHARS)
    match = _SIGNATURE.search(text, start)
    known = agency_called(match["name"]) if match else None
    return Agency(known, *match.span("name")) if match and known else None


def agency_called(name: str) -> str | None:
    """Return the agency that a name means, None for others: dpa of `dpa/lby`, AP of `AP`."""
    for form in (name.strip(), name.partition("/")[0].strip()):
        found = form if form in _AS_PRINTED else _BY_LETTERS.get(form.casefold())
        if found:
            return _FULL.get(found, found)
    return None
