"""What the words and the place of a license say it is for: the page, or only a part of it.

A license speaks for the page only where its sentence says so of the page itself. Sentences that
quote, report, deny or suppose say nothing of the page. All patterns are linear.
"""

import re

from dataset_tools.blocks import Block, Outline, Tag
from dataset_tools.model import Page, Scope
from dataset_tools.rights.claims import names_inside, region_scope

SENTENCE = 300  # characters of a sentence that are read before and after a license
BADGE_GAP = 500  # characters of source between a badge and the text that goes on beside it
CUT = re.compile(r"</?(?:p|div|li|td|section|article|aside|footer|h[1-6])\b", re.IGNORECASE)
NEAR, FAR = 1_000, 6_000  # characters of source before a license that are searched for <code>, …
MEDIA_WORDS = re.compile(
    r"\bfotos?\b|\bfoto(?:graf|credit|nachweis)|\bphotos?\b|\bphotograph|\bbild(?:er|nachweis|quelle|rechte)?\b"
    r"|\b(?:images?|imágen(?:es)?|immagin[ei]|pictures?|illustrations?|grafik(?:en)?|graphics?|videos?|vídeos?"
    r"|audio|musi[ck]|musik|songs?|sounds?|podcasts?)\b"
    r"|\b(?:flickr|unsplash|wikimedia|pixabay|picture|thumbnail|map|maps|karten?|logos?|cover)\b"
    r"|图|圖|摄[影:：]|攝|视频|視頻|影片|音乐|写真|画像|動画|イラスト",
    re.IGNORECASE,
)
CODE_WORDS = re.compile(
    r"\b(?:lightbox|icons?|fonts?|themes?|templates?|source\s+code|software|javascript|css|plugins?|jquery|librar(?:y|ies)"
    r"|data|daten|datasets?|databases?|openstreetmap|api|designs?|layouts?|skins?|stylesheets?|scripts?|html5?|code|emojis?"
    r"|games?|apps?)\b|主题|代码|字体|数据",
    re.IGNORECASE,
)
COMMENT_WORDS = re.compile(
    r"\b(?:user\s+contributions?|comments?|kommentare?n?|contributed\s+by\s+users|commentaires?|comentarios?)\b"
    r"|评论|評論|コメント",
    re.IGNORECASE,
)
PAGE_WORDS = re.compile(
    r"\b(?:contents?|inhalte?n?|werk|works?|blogs?|seiten?|web\s?sites?|sites?|pages?|articles?|artikel"
    r"|beitr[aä]ge?|posts?|texte?s?|soweit\s+nicht|except\s+where|unless\s+otherwise|contenus?"
    r"|contenidos?|contenut[io]|artículos?|articol[io]|textos?|test[io])\b|\bli[cz]en[cs]?[sz]e?:"
    r"|本[站文网網頁页作]|内容|內容|文章|作品|この(?:記事|サイト|作品|ページ)",
    re.IGNORECASE,
)
# A sentence about itself: what a license in running text needs to speak for the page.
_THIS_EN = (
    r"\bthis\s+(?:\w+\s+){0,2}?(?:works?|articles?|posts?|pages?|sites?|blogs?|texts?|contents?|story|website|entry|publication|handout)\b"
    r"|\bthis\s+is\s+an?\s+(?:[\w-]+\s+){0,2}?article\b"
    r"|\b(?:contents?|texts?|articles?|posts?|materials?|entries|everything)\s+(?:\w+\s+){0,2}?(?:of|on|in|from|here)\s"
    r"|\b(?:all|our)\s+(?:\w+\s+){0,3}?(?:articles?|posts?|pages?|texts?|contents?|stories|blog|site|website)\b"
)
_VERBS_EN = (
    r"(?:licen[cs]ed|available|published|released|dedicated|distributed|licen[cs]e"
    r"|in\s+the\s+public\s+domain|works?\s+of\s+the)"
)
_CJK_SELF = (
    r"本[文站网網頁页作博报報]|本(?:作品|著作|博客|網誌|部落格)|(?:本站|所有|全部)(?:\w{0,6})(?:文章|文字|内容|內容|作品)"
    r"|この(?:記事|サイト|作品|ページ|ブログ|文章)|当サイト|本(?:記事|サイト|作品|ブログ)"
)
SELF_LICENSED = re.compile(
    rf"(?:{_THIS_EN})[^!?]{{0,80}}\b{_VERBS_EN}\b"
    r"|\bdiese[rsmn]?\s+(?:\w+\s+){0,2}?(?:werk|artikel|texte?|beitrag|beitr[aä]ge|inhalte?|seite|blogs?|website)\b"
    r"[^!?]{0,80}(?:lizenz|unter\b|gemeinfrei)"
    r"|\b(?:alle|unsere)\s+(?:\w+\s+){0,2}?(?:artikel|texte|beitr[aä]ge|inhalte)\b[^!?]{0,80}(?:lizenz|unter\b|gemeinfrei)"
    r"|\b(?:der\s+(?:text|inhalt)|die\s+(?:texte|inhalte))\b[^!?]{0,40}\b(?:dieser|dieses|unserer|unseres)\b[^!?]{0,60}(?:lizenz|unter\b)"
    r"|\b(?:cet|cette|ce)\s+(?:article|œuvre|oeuvre|texte|page|site|billet|blog|contenu)\b[^!?]{0,80}"
    r"(?:licence|disposition|publiée?|domaine\s+public)"
    r"|\b(?:tous\s+les|les)\s+(?:contenus|textes|articles|billets)\s+(?:de|du|sur)\s+(?:ce|cette|notre)\b[^!?]{0,80}"
    r"(?:licence|disposition|publiés)"
    r"|\b(?:este|esta)\s+(?:artículo|obra|texto|página|sitio|entrada|blog|contenido|web)\b[^!?]{0,80}"
    r"(?:licencia|disponible|publicad[oa]|dominio\s+público)"
    r"|\b(?:todos?\s+los|los|el)\s+(?:contenidos?|textos|artículos)\s+de\s+(?:este|esta|nuestr[oa])\b[^!?]{0,80}"
    r"(?:licencia|disponibles?|publicados?)"
    r"|\b(?:quest[oa]|quest')\s?(?:articolo|opera|testo|pagina|sito|blog|contenuto)\b[^!?]{0,80}"
    r"(?:licenza|disponibile|pubblicat[oa]|distribuit[oa]|pubblico\s+dominio)"
    r"|\b(?:tutti\s+)?(?:i|gli)\s+(?:contenuti|testi|articoli)\s+di\s+quest[oa]\b[^!?]{0,80}(?:licenza|disponibili|pubblicati)"
    r"|\b(?:este|esta)\s+(?:artigo|obra|trabalho|texto|página)\b[^!?]{0,80}(?:licenciad[oa]|licença)"
    r"|\bdit\s+(?:werk|artikel|bericht)\b[^!?]{0,80}(?:licentie|gelicenseerd)"
    rf"|(?:{_CJK_SELF})[^。!?！？]{{0,40}}(?:采用|採用|遵循|使用|基于|依据|依照|以|按|根据|授权|授權|许可|進入|进入|属于|屬於|提供|ライセンス|のもと|条件|表示|パブリック)",
    re.IGNORECASE,
)
# "All articles …" speaks of the page only with a word for here.
_ALL = re.compile(r"\b(?:all|alle)\b", re.IGNORECASE)
_HERE = re.compile(
    r"\b(?:this|our|here|we|unless|except|dieser?s?|unsere[rns]?|hier|soweit|sofern)\b",
    re.IGNORECASE,
)
CARVE_OUT = re.compile(
    r"except\s+(?:where|as|if)|(?:unless|if\s+not|where\s+not)\s+(?:otherwise|stated|noted)|with\s+the\s+exception\s+of"
    r"|(?:soweit|sofern|wenn|falls)\s+nicht|mit\s+ausnahme|sauf\s+(?:mention|indication)|salvo\s+(?:que|indicación|diversa)"
    r"|(?:ove|dove|se)\s+non\s+(?:diversamente|altrimenti)|除(?:特别|特別|非|另有|了)|特に断りのない限り|特記のない限り",
    re.IGNORECASE,
)
# Quoting, supposing, denying: a sentence with one of these before the license tells of it.
_HEARSAY = re.compile(
    r"\b(?:said|says|told|announced|wrote|writes|explained|argue[ds]?|reads|for\s+example|e\.g|such\s+as|if|would|could"
    r"|should|not|never|no\s+longer|imagine|suppose|instead|example|until|unlike|whether|formerly|previously|used\s+to)\b"
    r"|\b(?:sagte|erklärte|schrieb|heißt\s+es|lautet|zum\s+beispiel|z\.\s?b|wenn|falls|würde|könnte|sollte|nicht|kein\w{0,2})\b"
    r"|\b(?:n['’]est\s+pas|ne\s+sont\s+pas|a\s+déclaré|par\s+exemple|si\b|no\s+(?:está|se|es)|dijo|por\s+ejemplo|non\s+è|ha\s+detto"
    r"|per\s+esempio)"
    r"|[说說][:：,，]|表示[:：,，]|例如|比如|如果|假如|不(?:是|再|采用|採用|使用|以)|并非|並非|ではない|ではありません|もし|たとえば|例えば",
    re.IGNORECASE,
)
# Sentences about what this page took from elsewhere: the license is that of the source.
_TAKEN = re.compile(
    r"\b(?:uses?|using|contains?|incorporat\w{1,4}|includes?|based\s+on|adapted|derived|excerpt\w{0,3}|taken\s+from|which\s+(?:is|are|was)"
    r"|that\s+(?:is|are|was)|whose|basiert|verwendet|enthält|entnommen|utilise|contient|issue?s?\s+de|basée?|utiliza|contiene"
    r"|basad[oa]|basato|utilizza|tratt[oa]\s+da|(?:daten)?quelle)\b|\bsource\s?:"
    r"|数据来源|出典|部分(?:内容|內容|文字)|来自|來自|引自|引用自|改编|翻译自|に基づ|を利用|から引用",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\w")
_LEFT_OVER = 30  # letters beside a license that stands alone: "International License"
_NON_LEAD = 25  # characters of a line that ends with a colon and is no label: a sample follows
_NEXT_CLAUSE = re.compile(r"[,;，；、(（]|\b(?:and|while|but|und|sowie|et|y|e)\b", re.IGNORECASE)
_NO_DENIAL = re.compile(
    r"\bnot\s+(?:copyrighted|(?:subject\s+to|protected\s+by)\s+copyright)", re.IGNORECASE
)
_TOO = re.compile(
    r"\b(?:texte?s?|articles?|artikel|contents?|inhalte|textos|testi)\s*(?:,|and|und|&|et|y|e)\s+(?:all\s+|alle\s+)?"
    r"(?:images?|photos?|pictures|bilder|fotos|graphics|grafiken|videos?)\b|文字(?:和|与|及|、)图片|图文",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?](?=\s)|[。！？\n]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[a-z]|dr|mr|mrs|ms|st|no|nr|vs|ca|bzw|usw|inkl|ver|vers))$", re.IGNORECASE
)
_OPENING, _CLOSING = "“„«「『‹", "”»」』›"
_NON_COMMERCIAL = re.compile(
    r"\bnon[\s-]?commercial|\bnot\s+for\s+commercial"
    r"|\bcommercial\s+(?:use|reuse|purposes?)\b[^.]{0,40}\b(?:requires?|needs?|permission|prohibited|not\s+(?:allowed|permitted)"
    r"|contact|only)\b|gewerblich\w{0,4}\s[^.]{0,40}(?:genehmigung|zustimmung|anfrage)|nur\s+für\s+private"
    r"|商[用业業](?:使用|利用|[转轉][载載])?[^。]{0,12}(?:授[权權]|[联聯][系繫]|[许許]可)"
    r"|no\s+commercial|nicht[\s-]?kommerziell|keine\s+kommerzielle|non\s+commerciale|pas\s+d['’]utilisation\s+commerciale"
    r"|\bno[\s-]?comercial|não[\s-]?comercial|niet[\s-]?commercieel|非商[业業用]|禁止商[业業用]|不得商用|非営利|\bNC\b",
    re.IGNORECASE,
)
_NO_DERIVATIVES = re.compile(
    r"\bno[\s-]?deriv|keine\s+bearbeitung|pas\s+de\s+modification|pas\s+d['’]œuvres?\s+dérivées?|sin\s?(?:obra\s?)?deriv"
    r"|non\s+opere\s+derivate|sem\s?deriv|禁止演[绎繹]|禁止改作|改変禁止|\bND\b",
    re.IGNORECASE,
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence that holds ``text[start:end]``, at most SENTENCE each way.

    >>> text = "It rains. This page is free. Stay."
    >>> text[slice(*sentence_around(text, 15, 19))]
    ' This page is free.'
    """
    first, last = max(0, start - SENTENCE), min(len(text), end + SENTENCE)
    for stop in _STOP.finditer(text, first, last):
        if start < stop.end() <= end or _ABBREVIATION.search(
            text, max(0, stop.start() - 6), stop.start()
        ):
            continue
        if stop.end() > end:
            return first, stop.end()
        first = stop.end()
    return first, last


def speaks_of_page(
    text: str, start: int, end: int, before: str = "", *, footer: bool = False
) -> bool:
    """Say whether the sentence around a license at ``text[start:end]`` licenses its own page.

    `before` is the text of the block before, for a license that stands alone in its block.
    "All articles …" is about this site in its footer, elsewhere only with a word for here.
    """
    leads = len(before) > _NON_LEAD and before.rstrip().endswith((":", "：")) and not footer
    if leads and SELF_LICENSED.search(before) is None:
        return False
    first, last = sentence_around(text, start, end)
    alone = len(_LETTERS.findall(text[:start] + text[end:])) <= _LEFT_OVER
    if alone and part_of(text) is None and _leads(before, footer=footer):
        return True
    found = SELF_LICENSED.search(text, first, last)
    if found is None:
        return False
    return _speaks(text[first:last], start - first, here=footer) and not _is_quoted(
        text, found.start()
    )


def _leads(before: str, *, footer: bool) -> bool:
    """Say whether a block of text is a sentence about itself that goes on in the next block."""
    lead = before[-SENTENCE:].rstrip()
    if not lead or lead[-1] in ".!?。！？":
        return False
    lead = lead[sentence_around(lead, len(lead) - 1, len(lead))[0] :]
    quoted = _is_quoted(before, len(before) - len(lead))
    return _speaks(lead, 0, here=footer) and part_of(lead) is None and not quoted


def tells_of_it(text: str, start: int, end: int) -> bool:
    """Say whether the sentence before a license quotes, reports, supposes or denies it."""
    first, _ = sentence_around(text, start, end)
    told = _NO_DENIAL.sub(" ", CARVE_OUT.sub(" ", text[first:start]))
    return bool(_HEARSAY.search(told) or _TAKEN.search(told)) or _is_quoted(text, first)


def clause_around(text: str, start: int, end: int) -> str:
    """Return the words of a sentence up to a license and behind it up to the next clause.

    >>> text = "Our text is under CC BY, and code samples are under another."
    >>> clause_around(text, 18, 23)
    'Our text is under  '
    """
    first, last = sentence_around(text, start, end)
    return f"{text[first:start]} {_NEXT_CLAUSE.split(text[end:last], maxsplit=1)[0]}"


def _speaks(sentence: str, at: int, *, here: bool) -> bool:
    if SELF_LICENSED.search(sentence) is None:
        return False
    told = _NO_DENIAL.sub(" ", CARVE_OUT.sub(" ", sentence[:at] if at else sentence))
    if _HEARSAY.search(told) or _TAKEN.search(told):
        return False
    return here or _HERE.search(sentence) is not None or _ALL.search(sentence) is None


def _is_quoted(text: str, at: int) -> bool:
    """Say whether a place stands inside quotation marks of its block."""
    before = text[max(0, at - 2_000) : at]
    opened = sum(before.count(c) for c in _OPENING) - sum(before.count(c) for c in _CLOSING)
    return opened > 0 or before.count('"') % 2 == 1


def part_of(words: str) -> Scope | None:
    """Return the part of a page that the words around a license name; None for the whole.

    >>> part_of("Photo: Jane Roe"), part_of("All text and images on this site")
    ('media', None)
    """
    words = _TOO.sub(" ", words)
    if MEDIA_WORDS.search(words):
        return "media"
    if CODE_WORDS.search(words):
        return "code"
    return "comments" if COMMENT_WORDS.search(words) else None


def restricts_more(words: str, license_id: str) -> bool:
    """Say whether words forbid commercial use or changes that a license allows.

    >>> restricts_more("CC BY 4.0, non-commercial use only", "CC-BY-4.0")
    True
    """
    parts = license_id.split("-")
    if "NC" not in parts and _NON_COMMERCIAL.search(words):
        return True
    return "ND" not in parts and _NO_DERIVATIVES.search(words) is not None


def block_near(page: Page, outline: Outline, tag: Tag) -> Block | None:
    """Return the block that goes on around a link or picture without text of its own: a badge."""
    if tag.name not in {"a", "img"} or tag.block is None:
        return None
    end = max(tag.end, tag.text_end)
    for index in (tag.block, tag.block - 1):
        if not 0 <= index < len(outline.blocks):
            continue
        block = outline.blocks[index]
        gap = (end, block.start) if block.start >= end else (block.end, tag.start)
        near = 0 <= gap[1] - gap[0] <= BADGE_GAP
        if near and not CUT.search(page.text, *gap):
            return block
    return None


_BESIDE = (
    "sidebar",
    "widget",
    "embed",
    "tweet",
    "related",
    "recommend",
    "promo",
    "teaser",
    "advert",
    "sponsor",
)


def stands_beside(region: str, names: str) -> bool:
    """Say whether a place is beside the article, where other works are spoken of."""
    return region == "aside" or any(word in names for word in _BESIDE)


def text_before(outline: Outline, index: int) -> str:
    """Return the text of the block before one, if both stand in the same part of the page."""
    if not 0 < index < len(outline.blocks):
        return ""
    before, block = outline.blocks[index - 1], outline.blocks[index]
    same = before.region == block.region and before.names == block.names
    return before.text if same else ""


_LONG = 120  # characters of a paragraph of an article
_AHEAD = 8  # blocks after a statement that are looked at


def stands_amid(outline: Outline, index: int) -> bool:
    """Say whether a block stands in the middle of an article: paragraphs before, two after it.

    What an article says of licenses in its middle it says of others, or as a sample.
    """
    blocks = outline.blocks
    if not 0 <= index < len(blocks) or not blocks[index].parent:
        return False
    block = blocks[index]

    def siblings(some: tuple[Block, ...]) -> int:
        return sum(b.parent == block.parent and b.tag == "p" and len(b.text) >= _LONG for b in some)

    after = siblings(blocks[index + 1 : index + 1 + _AHEAD])
    return after >= 2 and siblings(blocks[max(0, index - _AHEAD) : index]) >= 1


def place_scope(page: Page, block: Block | None, region: str, place: int) -> Scope | None:
    """Return the scope that a place forces: media, comments, code, unknown for a quotation."""
    if block is None:
        return region_scope(region, "")
    if forced := region_scope(region, names_inside(block), block.tag):
        return forced
    if block.context.verbatim or _inside(page.text, place, "code", NEAR):
        return "code"
    quoted = _inside(page.text, place, "q", NEAR) or _inside(page.text, place, "blockquote", FAR)
    return "unknown" if quoted else None


def _inside(text: str, place: int, name: str, reach: int) -> bool:
    """Say whether the last start tag of an element before a place is still open."""
    before = text[max(0, place - reach) : place].lower()
    opened = max(before.rfind(f"<{name}>"), before.rfind(f"<{name} "))
    return opened >= 0 and before.rfind(f"</{name}") < opened
