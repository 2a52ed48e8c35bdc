"""Bylines outside Chinese ("By Jane Doe, Reuters", "Von …", "홍길동 기자"): str -> Byline.

A label without a colon counts at the start of a line, behind a bracket, a bar or a date; the
names behind it must be the rest of the line, or be followed by a date, a bar or a bracket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dataset_tools.grammar import longest_first
from dataset_tools.grammar.agencies import AGENCY_NAMES
from dataset_tools.grammar.names import LATIN_NAME, SHOUTED, UPPER, trimmed_name

TINY_LINE = 40  # a line this short may start with a small letter ("by Jane Doe")
SHORT_LINE = 160  # a longer line that starts with "By" or "Von" is a sentence
MAX_PEOPLE = 12

_BARE = "by von par por di da door текст"  # words of their own language: only where placed
_ROLE_LABELS = {
    "author": (
        "by|von|par|por|di|door|written by|words by|story by|text by|article by|posted by"
        "|author by|post by|news by|review by|feature by|guide by|opinion by|analysis by"
        "|column by|submitted by|contributed by|published by|guest post by|blog by|created by"
        "|interview by|writing by|an analysis by|words|text|texte|texto|testo|tekst|текст|author"
        "|authors|author name|author of the article|autor|autorin|autoren|autorinnen|autor/in"
        "|verfasst von|geschrieben von|veröffentlicht von|interview geführt von"
        "|das interview führte|das gespräch führte|eine kolumne von|ein essay von"
        "|eine rezension von|eine reportage von|ein porträt von|ein interview von|eine glosse von"
        "|kolumne von|rezension von|reportage von|text und fotos|ein beitrag von"
        "|ein gastbeitrag von|ein artikel von|ein kommentar von|eine analyse von|ein bericht von"
        "|text von|beitrag von|artikel von|gastbeitrag von|kommentar von|geschreven door|auteur"
        "|auteurs|autrice|écrit par|publié par|rédigé par|posté par|propos recueillis par"
        "|recueilli par|une chronique de|un reportage de|une enquête de|une tribune de"
        "|entretien réalisé par|texte et photos|un article de|escrito por|publicado por"
        "|redactado por|autora|autores|texto de|texto por|texto y fotos|texto e fotos"
        "|entrevista de|una crónica de|un reportaje de|una columna de|un artículo de|scritto da"
        "|pubblicato da|a cura di|autore|autori|testo di|articolo di|un articolo di|intervista di"
        "|reportagem|reportagem de|autorka|autorzy|opracowanie|opracował|opracowała|oprac."
        "|napisał|napisała|dodał|dodała|rozmawiał|rozmawiała|tekst i zdjęcia|автор|авторы"
        "|автор статьи|автор текста|подготовил|подготовила|опубликовал|опубликовала|беседовал"
        "|беседовала|yazan|yazar|yazan ve|kaynak kişi|writer|skrevet av|skriven av|tekijä|av"
    ),
    "reporter": (
        "reporting by|reporter|reporters|additional reporting by|with reporting by|haber|muhabir"
        "|корреспондент|report by|reported by|von unserem korrespondenten"
        "|von unserer korrespondentin|dal nostro inviato|dalla nostra inviata"
        "|dal nostro corrispondente|dalla nostra corrispondente|de notre envoyé spécial"
        "|de notre envoyée spéciale|de notre correspondant|de notre correspondante"
        "|van onze correspondent|van onze verslaggever|van onze redacteur"
    ),
    "editor": (
        "edited by|editing by|editor|redaktion|redigiert von|édité par|editado por|redacción"
        "|edição|eindredactie|redakcja|редактор|editör|redattore|redazione"
    ),
    "photographer": (
        "photo|photos|photo by|photos by|photograph by|photographs by|photography by|photo credit"
        "|foto|fotos|fotografie|foto di|fotos von|foto von|photos par|photo par|crédit photo"
        "|fotos de|fotografía|foto's|fotoğraf|фото|zdjęcia|fot.|photographer|photography"
    ),
    "translator": (
        "translated by|translation|translation by|übersetzung|übersetzt von"
        "|aus dem englischen von|traduction|traduit par|traducción|traducido por|traduzione"
        "|traduzione di|tradução|vertaling|tłumaczenie|перевод|çeviri|çeviren"
    ),
    "proofreader": "proofread by|lektorat|korrektorat",
    "compiled": "compiled by",
}  # fmt: skip
LABELS = {
    label: "compiler" if role == "compiled" else role
    for role, labels in _ROLE_LABELS.items()
    for label in labels.split("|")
}
_AT_START = frozenset(_BARE.split()) | {"av"}
_PARTS_OF_NAMES = frozenset({"di", "da", "av", "текст"})  # in capitals
_BAR = re.compile(r"\s[|•·]\s")
# What a label without a colon ends with: a preposition, a verb, or who "our" writer is.
_PLACING = tuple(
    " by| von| par| por| di| da| door| de| av| führte|oprac.|opracował|opracowała|napisał|napisała"
    "|fot.|dodał|dodała|rozmawiał|rozmawiała|подготовил|подготовила|опубликовал|опубликовала|беседовал"
    "|беседовала| korrespondenten| korrespondentin| inviato| inviata| corrispondente| spécial"
    "| spéciale| correspondant| correspondante| onze correspondent| verslaggever| redacteur".split(
        "|"
    )
)


LABEL_PATTERN = longest_first(LABELS)
_SEP = r"(?P<sep>\s{0,2}[:：]\s{0,2}|\s[–—]\s|\s{1,2})"
_START = re.compile(rf"\s{{0,3}}(?P<label>{LABEL_PATTERN}){_SEP}")
_MID = re.compile(
    rf"[(;.,\[|/·•—–0-9](?:(?<=[0-9])[ ,]\s?(?:[-–|·]\s?)?|\s{{0,2}})"
    rf"(?P<label>{LABEL_PATTERN}){_SEP}"
)
_FIRST_WORD = re.compile(r"\s{0,3}([^\W\d_]{1,20})")
_FIRST_WORDS = frozenset(re.match(r"\w+", label)[0] for label in LABELS)  # type: ignore[index]
_ALONE = re.compile(rf"\s{{0,3}}(?P<label>{LABEL_PATTERN})\s{{0,2}}[:：—–-]?\s{{0,3}}\Z")
_AND = re.compile(
    r"(?:\s?,\s?(?:and|und|et|y|e)\s|\s?[,;]\s?|\s(?:and|und|et|y|e|og|och|en|i|и|ve|&)\s|\s?&\s)",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"(?:admin(?:istrator)?|editor|staff|root|user|guest|anonymous|unknown)(?=\s{0,3}(?:\Z|[|,]))",
    re.IGNORECASE,
)
_AGENCY = re.compile(rf"(?:{AGENCY_NAMES}|(?:The )?Editorial Board)(?=\s{{0,3}}\Z)")
_REST = re.compile(
    r"\.?\s?,\s[A-ZÀ-Þ]|\s?,?\s[^\W\d_][^\W\d_'’]{2,15}\s?[:：]|\s[a-zà-ÿ]{1,5}\s\d"
    r"|\s(?:avec|mit|with|con|com|met)\s|\.?\s?,?\s{0,3}(?:\Z|[|•·;:)\]—–/-]|The\s[A-Z]|\(|(?:in|for|is|@|vom|am"
    r"|on|at)\s|Published|Updated|Posted"
    r"|Veröffentlicht|\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    r"|Dec)[a-z]{0,6}[., ])",
)
_AFFILIATION = re.compile(
    r"\s?[/,|]\s?(?P<org>[A-Za-zÀ-ÿ][\w .&'’/-]{1,40}?)\.?\s{0,3}(?=\Z|[|•;)\]–—])"
)
_JOB = re.compile(
    r"(?:\s|senior|chief|staff|contributing|assistant|special|political|business|sports|national"
    r"|associate|executive|managing|news|science|tech|health|analyst|director|producer|host"
    r"|rd|ms|md|phd|mph|rn|jr\.?|(?:writer|reporter|correspondent|editor|contributor|columnist)s?"
    r"|photographer|journalist|redakteur(?:in)?|autor(?:in)?|published|updated)+\Z",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\b(?:News|Times|Post|Press|Wire|Agency|Journal|Herald|Magazine|Media|Network|Tribune|Gazette"
    r"|University|Institute|Zeitung|Radio|TV|[A-Z]{3,5})\b"
)
_PICTURE_AGENCY = re.compile(r"\s(?:Images|Stock|Press|Agency|Pictures|Media|Commons|Archives?)\Z")
_TRADE = re.compile(
    r"(?:(?:Writer|Reporter|Correspondent|Editor|Critic|Columnist|Expert|Reviewer|Founder|Researcher"
    r"|Analyst|Director|Manager|Author|Engineer)s?|CEO|Redakteur(?:in)?)\b"
)
_MONTH_TAIL = re.compile(
    r"\s?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\Z"
)
_SPANISH_AND = re.compile(r"(\S+\s.*?\S)\sy\s\S+\s\S")  # Ortega y Gasset is one family
_SHOUTED_NAME = re.compile(
    rf"[{UPPER}'’-]{{2,}}(?:\s[{UPPER}.'’-]{{2,}}){{1,2}}(?=\s[{UPPER}][^\W\d_{UPPER}])"
)
_JOINT = re.compile(rf"\s\S*[^\W\d_{UPPER}]{{4,}}(?=[{UPPER}][^\W\d_{UPPER}]{{2,}})")
_THE = re.compile(r"\s(?=(?:The|For|Via)\s)")  # By Jane Doe The Some Press
_WORD_TAIL = re.compile(r"(?<=[a-z])(?:Updated|Published|Posted|Reviewed|Edited|Staff|Senior)\Z")
_FULL_STOP = re.compile(r"(?!\b(?:Jr|Sr)\.)\b\w{2,}\.\Z")  # of the sentence, not of an initial
_NOT_A_NAME = frozenset(
    "the a an our your this that all any each new popular monday tuesday wednesday thursday "
    "friday saturday sunday favor using law default accepting clicking der die das den dem einem "
    "einer eso el la los las un una le les il lo gli mr date category topic title subject size "
    "price brand region manufacturer industry occasion popularity relevance forum subscribing "
    "signing continuing registering submitting now then here there to of in on at how what why "
    "when who which where view see read follow share print email mon tue wed thu fri sat sun "
    "heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi"
    " mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo"
    " language".split()
)
_MONTHS = frozenset(  # first names too, in front of a family name
    "apr april aug august dec december feb february jan january jul july jun june mar march "
    "may nov november oct october sep september".split()
)
_ONE_WORD = re.compile(rf"(?P<name>[{UPPER}][\w.&'’-]{{1,28}})(?=\s{{0,2}}(?:\Z|[,|•·(]|on\s|\d))")
_NICK = re.compile(
    r"(?P<name>(?!posted|published|updated)[^\W_][\w.&'’-]{1,28})(?=\s{0,2}(?:\Z|[,|•·(]|on\s))"
)
_KOREAN = re.compile(
    r"(?P<place>\A\s{0,3}[\[(][^\])\n]{2,20}=[^\])\n]{2,20}[\])])?"
    r"(?:\A|[=\[\]|/）)·,ㆍ\s])\s{0,2}(?P<others>(?:[가-힣]{2,4}[·,ㆍ]\s?){0,4})(?P<name>[가-힣]{2,4})\s?(?:선임|수습|인턴|객원|전문"
    r"|시민)?\s?"
    r"(?P<job>기자|특파원|논설위원)(?=\s{0,2}(?:\Z|[=|,·ㆍ()\[\]/]|[\w.+-]{1,40}@|입력|수정|승인|등록|\d|외|[가-힣]{2,4}\s?기자))"
    r"(?P<mail>\s{0,2}\(?[\w.+-]{1,40}@[\w.-]{1,40}\)?)?"
)
KOREAN_LABELS = ("글", "취재", "정리", "기자명", "글쓴이", "작성자")
_KOREAN_LABEL = re.compile(
    rf"\s{{0,3}}(?:{'|'.join(KOREAN_LABELS)})(?:\s?[·/,ㆍ&]\s?사진)?(?:\s{{0,2}}[:：=＝/]\s{{0,2}}|\s)"
    r"(?P<name>[가-힣]{2,4})(?=\s{0,2}(?:\Z|[|,/·ㆍ(]|기자|사진))"
)


_JOBS = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|contributor|columnist|journalist|analyst"
    r"|redakteur(?:in)?"
    r"|corresponsal|inviat[oa]|envoyée?|enviad[oa]|redaktor|director|producer|critic|fellow"
    r"|professor|staff|autor(?:in)?|korrespondent(?:in)?|reporterin|journalist(?:in|e)|volontär(?:in)?"
    r"|chefredakteur(?:in)?|rédact(?:eur|rice)|correspondante?|periodista|redactora?|giornalista"
    r"|corrispondente|jornalista|repórter|redacteur|verslaggever|dziennikar(?:z|ka)|журналист"
    r"|корреспондент|обозреватель|muhabir)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """One person named by a label; the fields are those of CreditSpan."""

    role: str
    name: str | None
    affiliation: str | None
    start: int
    end: int
    flag: str | None


def find_bylines(text: str) -> Iterator[Byline]:
    """Yield the people that labels of one line name; nothing for prose.

    >>> [b.name for b in find_bylines("By Jane Doe and John Roe, Staff Writer")]
    ['Jane Doe', 'John Roe']
    """
    if has_label(text) and (match := _START.match(text)):
        yield from _labelled(text, match)
    for match in _MID.finditer(text, 0, 400):
        yield from _labelled(text, match)
    if label := _KOREAN_LABEL.match(text):
        yield Byline("author", label["name"], None, 0, label.end(), None)
    elif _has_korean_job(text):
        for match in _KOREAN.finditer(text, 0, 400):
            start = match.start("place" if match["place"] else "others")
            for name in [*re.findall(r"\w+", match["others"]), match["name"]]:
                yield Byline("reporter", name, None, start, match.end(), None)


def has_label(text: str) -> bool:
    """Say whether the first word of a line begins a label; cheap, for lines by the hundred."""
    first = _FIRST_WORD.match(text)
    return first is not None and first[1].lower() in _FIRST_WORDS


@lru_cache(maxsize=1_024)  # the lines of a page are asked about again
def may_name(text: str) -> bool:
    """Say whether `find_bylines` could find somebody in a line."""
    return (
        has_label(text)
        or _MID.search(text, 0, 400) is not None
        or (not text.isascii() and (_has_korean_job(text) or _KOREAN_LABEL.match(text) is not None))
    )


def _has_korean_job(text: str) -> bool:
    return "기자" in text or "특파원" in text


def lone_label(text: str) -> str | None:
    """Return the role of a line that is nothing but a label ("By", "Author:"), else None."""
    if len(text) > TINY_LINE:
        return None
    match = _ALONE.match(text)
    return LABELS[match["label"].lower()] if match else None


def has_job(text: str) -> bool:
    """Say whether a text names what a writer is by trade."""
    return len(text) <= 60 and _JOBS.search(text) is not None


def read_names(text: str, position: int = 0) -> tuple[list[tuple[str, int, int]], int]:
    """Return the names at `position` as (name, start, end), and where they end together."""
    names: list[tuple[str, int, int]] = []
    end = position
    while len(names) < MAX_PEOPLE and (hit := LATIN_NAME.match(text, position)):
        name = _without_outlet(hit[0], before_colon=text.startswith((":", "："), hit.end()))
        if joined := _SPANISH_AND.match(name):
            name = joined[1]
        name = trimmed_name(name)
        if not name or name.split()[0].lower() in _NOT_A_NAME or _JOB.match(name):
            break
        end = position + len(name)
        cut = end < hit.end() and not joined
        if joint := _JOINT.search(name):  # two spans without a space between them
            end = position + joint.end()
            names.append((text[position:end], position, end))
            if not LATIN_NAME.match(text, end) or has_job(text[end : end + 40]):
                break
            position = end
            continue
        glued = _MONTH_TAIL.search(name)  # "Jane DoeDecember 19" where markup had no space
        if glued and glued.start() and re.match(r"\.?\s?\d", text[end:]):
            end -= len(glued[0])
        elif word := _WORD_TAIL.search(name):
            end -= len(word[0])
        elif _FULL_STOP.search(name):
            end -= 1
        names.append((text[position:end], position, end))
        separator = None if cut else _AND.match(text, end)
        following = separator and LATIN_NAME.match(text, separator.end())
        if not separator or not following or _JOB.match(following[0]):
            break
        comma = separator[0].strip() == ","
        if comma and (_OUTLET.search(following[0]) or _TRADE.search(following[0])):
            break
        position = separator.end()
    return names, end


def _without_outlet(name: str, *, before_colon: bool) -> str:
    """Cut an outlet, or the next label, off a run of words with capitals."""
    name = _THE.split(name)[0]
    if before_colon and not _WORD_TAIL.search(name):  # Text: Jane Doe Photos: John Roe
        name = name.rpartition(" ")[0]
    shouted = _SHOUTED_NAME.match(name)  # JANE DOE Associated Press
    return shouted[0] if shouted else name


def _labelled(text: str, match: re.Match[str]) -> Iterator[Byline]:
    label = match["label"].lower()
    colon = match["sep"].strip() != ""
    at_start = match.start("label") <= 3
    placed = text[: match.start("label")].rstrip()[-1:]
    if placed == "," and not colon:
        return
    if label in _AT_START and not colon:
        if len(text) > SHORT_LINE or (label in _PARTS_OF_NAMES and match["label"].isupper()):
            return
        if not at_start and (placed in "(;.[" or len(text) > SHORT_LINE // 2):
            return
        tiny = len(text) <= TINY_LINE or _BAR.search(text) is not None
        if not (
            match["label"][0].isupper() or not at_start or tiny or _is_names(text, match.end())
        ):
            return
    elif not colon and not label.endswith(_PLACING):
        return
    yield from _people(text, match, LABELS[label], colon=colon or label not in _AT_START)


def _is_names(text: str, position: int) -> bool:
    """Say whether nothing but names stands behind a place in a line."""
    names, end = read_names(text, position) if len(text) <= SHORT_LINE // 2 else ([], 0)
    return bool(names) and not text[end:].strip()


def _people(text: str, match: re.Match[str], role: str, *, colon: bool) -> Iterator[Byline]:
    start, position = match.start("label"), match.end()
    if hit := _PLACEHOLDER.match(text, position):
        yield Byline(role, None, None, start, hit.end(), "placeholder")
        return
    if role == "author" and (hit := _AGENCY.match(text, position)):
        yield Byline(role, hit[0], None, start, hit.end(), None)
        return
    names, end = read_names(text, position)
    if not names:
        single = (_NICK if colon else _ONE_WORD).match(text, position)
        fits = len(text) <= SHORT_LINE // 2 or (single and single["name"].isupper())
        if single and fits and role == "author" and start <= 3:
            name = single["name"].rstrip(".")
            if name.lower() not in _NOT_A_NAME | _MONTHS and not _JOB.match(name):
                yield Byline(role, name, None, start, position + len(name), None)
        return
    affiliation = None
    if org := _AFFILIATION.match(text, end):
        end = org.end("org")
        affiliation = None if _JOB.match(org["org"]) else org["org"]
    following = _FIRST_WORD.match(text, end)
    rest = text[end:].strip()
    fits = (
        _REST.match(text, end)
        or (has_job(rest) and rest.lower() != "staff")
        or (len(rest) <= TINY_LINE and (_OUTLET.search(rest) or SHOUTED.match(rest)))
        or (following and not trimmed_name(following[1]))
    )
    if not fits:
        return
    for name, _, _ in names:
        agency = role == "photographer" and _PICTURE_AGENCY.search(name)
        yield Byline("image_source" if agency else role, name, affiliation, start, end, None)
