"""The wording of rights notices: patterns over folded text (see notices.py), a rule a line.

Every gap is bounded and no quantifier nests in another, so that matching is linear in the
text. `needs` guards wording that prose uses too: the sentence must also match it.
"""

import re
from dataclasses import dataclass
from itertools import product

from dataset_tools.words import WordList


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording of a reservation; `needs` and `bans` must match the same sentence."""

    pattern: re.Pattern[str]
    needs: re.Pattern[str] | None = None
    bans: re.Pattern[str] | None = None

    def holds(self, sentence: str) -> bool:
        """Say whether a sentence has this wording."""
        patterns = (self.pattern, self.needs, self.bans)
        return all(p is None or p.search(sentence) is not None for p in patterns)


# Cheap tests before anything else: a text without these words is no notice. Han characters stand
# for wordings that may have spaces in them (版 权 所 有). Folded text, without those, is asked for
# the wordings themselves (`held`), since most prose has such characters.
_MARKS = ("(c)", "copyright", "copr.", "&copy;", *"©ⓒ")
LINE_WORDS = (*_MARKS, "（c）", "版")
_RESERVED = (
    *("reserved", "vorbehalten", "réservés", "reservados", "riservat", "voorbehouden"),
    "zastrzeżone",
)
RIGHTS_WORDS = (*_RESERVED, *"著留")
# Any of these may stand in a reservation, a condition or a clause.
_DIRECT_LATIN = ("uploaded", "nachdruck", "abdruck", "riprodu", "무단")
DIRECT_WORDS = (*_DIRECT_LATIN, *"版授转轉転許许禁严著無注传傳源留")
_COPYRIGHT = ("版权", "版權")
_RIGHTS_WORDINGS = (*_RESERVED, "著作", "保留")
_DIRECT_WORDINGS = (
    *(*_DIRECT_LATIN, *_COPYRIGHT, "information storage"),
    # permissions, uses, sources, and who sent the text in
    *"授权 授權 许可 許可 允许 允許 同意 批准 书面 書面 無断".split(),
    *map("".join, product("转轉転", "载載贴貼用")),
    *"引用 摘编 摘編 摘录 摘錄 复制 複制 複製 镜像 鏡像 翻印 翻载 翻載 盗用 盜用 改编 改編".split(),
    *"注明 註明 标明 標明 标注 署名 来源 來源 原创 原創 上传 上傳 提供信息".split(),
    *map("".join, product(("本", "本文", "本内容", "本文章"), "为為系由")),
)
# Prose uses the others too: a use needs a permission or a modal, a permission needs a use.
USES = ("reproduc", "republish", "redistribut", "reprint", "vervielf")
OTHER_USES = (
    *("reprodu", "republi", "re-publi", "rewritten", "broadcast", "transmit", "duplicat"),
    *("copied", "copying", "distribut", "scrap", "reuse", "use of", "use\xa0of", "used", "stored"),
    *("verbreitung", "wiedergabe", "veröffentlich", "verwendung", "verwertung", "nutzung"),
    *("übernahme", "fuente"),
)
# One of these stands in whatever TDM matches.
MINING_WORDS = (
    *("mining", "fouille", "§", "train", "miner", "estrazione", "extracción", "quater", "entren"),
    *("addestr", "entraîn", "マイニング", "学習", "训练", "訓練"),
)
PERMISSIONS = (
    *("permi", "consent", "authoris", "authoriz", "prohibited", "forbidden", "genehmigung"),
    *("zustimmung", "erlaubnis", "einwilligung", "interdite", "reservados", "riservat"),
    *("vietata", "prohibid", "proibid", "voorbehouden", "acknowledged", "reserved"),
    "vorbehalten",
)
MODALS = (
    *("may", "part", "without", "prohib", "allowed", "can", "autori", "verboten", "untersagt"),
    *("gestattet", "unzulässig", "soumise", "prohíb", "vietat", "interdit"),
)
# So do these, of the mining, training and storage that notices speak of.
TOPICS = (
    "mining", "training", "storage", "addestramento", "entrenamiento", "minería", "entraînement",
)  # fmt: skip
SAID_OF_TOPICS = tuple(
    "reserv not prohibit forbid vorbehalt untersag verboten nicht interdit réserv opt vietat"
    " information 不 禁 严 嚴 お断り ご遠慮".split()
)
# In every name of a license (rights.license_names); the full-width forms are of CC and OGL.
NAME_WORDS = (
    "commons", "cc by", "cc-by", "ccby", "cc0", "cc-0", "cc 0", "cc zero", "ｃｃ", "知识共享",
    "知識共享", "创作共用", "創用", "创用", "クリエイティブ", "public domain", "public-domain",
    "gemeinfrei", "domaine public", "dominio p", "pubblico dominio", "domínio público",
    "公有领域", "公有領域", "公共领域", "公共領域", "パブリック", "government licen",
    "parliament licen", "licence ouverte", "etalab", "datenlizenz", "dl-de", "nlod", "u.s.c",
    "states government", "u.s. government", "federal government", "2011/833",
    "free documentation", "software foundation",
)  # fmt: skip
# One of these stands in every notice, name of a license and URL of Creative Commons.
SPEAKING = (*LINE_WORDS, *RIGHTS_WORDS, *DIRECT_WORDS, *USES, *PERMISSIONS, *TOPICS, *NAME_WORDS)
SPEAKING_WORDS = WordList(SPEAKING)
_HAN_BANS = "禁じ お断り ご遠慮 不得 禁止 严禁 嚴禁".split()  # of mining and training
_GROUPS = WordList(
    (*_MARKS, *_COPYRIGHT), _RIGHTS_WORDINGS, _DIRECT_WORDINGS, MINING_WORDS, USES, OTHER_USES,
    (*PERMISSIONS, *_HAN_BANS), MODALS, TOPICS, SAID_OF_TOPICS,
)  # fmt: skip
LINE, RIGHTS, _DIRECT, MINING, _USES, _OTHER_USES, _PERMISSIONS, _MODALS, _TOPICS, _SAID = (
    1 << bit for bit in range(10)
)
_BANS = _PERMISSIONS | _MODALS
SENTENCE = 1 << 10


def held(text: str) -> int:
    """Return what the words of a folded text may say, as bits: LINE, RIGHTS, MINING, SENTENCE.

    >>> held("All rights RESERVED") & RIGHTS > 0, held("Let's train there")
    (True, 8)
    >>> [held(t) & SENTENCE for t in ("The training of the team", "No AI training: prohibited.")]
    [0, 1024]
    """
    found = _GROUPS.groups(text)
    if (
        found & _DIRECT
        or (found & _USES and found & _BANS)
        or (found & (_OTHER_USES | MINING) and found & _PERMISSIONS)
        or (found & _TOPICS and found & _SAID)
    ):
        found |= SENTENCE
    return found


SELF = _p(
    r"本[网網站报報刊社文页頁公]|我们|我們|版[权權](?:所有|声明|聲明|归|歸|属|屬|均)|原[创創]|独家"
    r"|以上|所有内容|任何单位|凡|©|copyright"
)
# Prose about somebody else's rights: statutes, trials, reports.
REPORTED = _p(
    r"法院|判决|判決|被告|原告|起[诉訴]|条例|條例|规定|規定|记者|記者|表示|指出|要求|宣布|宣佈"
    r"|认为|認為|[说說][,:]|\b(?:court|judge|ruled|lawsuit|sued|said|told|defendant|plaintiff|argued)\b"
)
_USE_STRONG = (
    r"(?:[转轉][载載贴貼]|摘[编編录錄]|[复複]制|複製|镜像|鏡像"
    r"|翻[印载載]|[转轉]用|[盗盜]用|改[编編])"
)
_USE_WEAK = r"(?:使用|[传傳]播|[发發]布|引用|采集|抓取|出版|商用|播[放出])"
_NO = r"(?:不得|禁止|[严嚴]禁|[谢謝][绝絕]|不可|[请請]勿|切勿|勿|一律不)"
_UNLESS = (
    r"(?:未[经經得获獲取]|非[经經]|没有|[无無])[^。;!?]{0,24}"
    r"(?:授[权權]|[许許]可|允[许許]|同意|批准|[书書]面)"
)
_OURS = _p(
    r"版[权權]|作品|[内內]容|文章|[图圖]片|稿件|文字|本[网網站报報刊]|[网網]站|[资資]料|信息"
)

_EN_USE = (
    r"(?:reproduc\w+|re-?publish\w*|reprint\w*|rewritten|redistribut\w+|re-?broadcast\w*|broadcast"
    r"|retransmit\w*|transmitted|duplicat\w+|copied|copying|republication|distributed|scraped)"
)
_EN_OBJECT = _p(
    r"\b(?:material|content|contents|article|articles|text|site|website|page|publication|story"
    r"|photographs?|images?|works?|part|whole|permission|consent|form|broadcast|rewritten"
    r"|redistributed|copyright|©)\b"
)
# What was done without permission is news; a notice says what must not be done.
_EN_BAN = _p(
    r"\b(?:prohibited|forbidden|illegal|unlawful|violat\w{1,4}|not\s+(?:permitted|allowed|be)|may\s+(?:not|only|be)"
    r"|(?:must|shall|should|can|do)\s?not|no\s+part|strictly|unauthori[sz]ed|not\s+to\s+be|refrain"
    r"|no\s+(?:reproduction|republication|redistribution|reprint\w{0,3}|copying|duplication|use))\b|^\W{0,3}without\b"
    r"|^\W{0,3}(?:(?:any|all|the)\s+)?(?:\w{1,20},?\s+){0,3}?(?:use|usage|reuse|copying|reproduction|republication"
    r"|republishing|redistribution|distribution|duplication|reprint\w{0,3}|broadcast\w{0,3})\b"
)
_DE_OBJECT = _p(
    r"inhalte?n?\b|texte?n?\b|bilder|fotos?\b|artikel|beitr[äa]g|webs(?:eite|ite)|material|nachdruck"
    r"|vervielf|auszugsweise|veröffentlich"
)
# Fish reproduce too: what is reproduced must be named, or the sentence be only the notice.
_ROMANCE_OBJECT = _p(
    r"contenid|contenut|contenu|artícul|articol|article|textos?\b|test[io]\b|textes?\b|\bweb\b|\bsito\b|\bsitio\b|página"
    r"|pagin[ae]\b|total|parcial|parzial|partiel|autorizaci|autorizzazion|autorisation|permiso|permesso|consens"
    r"|material|materiali|\bobras?\b|opere?\b|œuvres?|fotograf|immagin|medio\b|mezzo\b|derechos|diritti|droits|©|^.{0,30}$"
)

RESERVATIONS: tuple[Rule, ...] = (
    # Chinese: without permission … must not be reprinted
    Rule(_p(rf"{_UNLESS}[^。!?]{{0,40}}{_NO}[^。!?]{{0,30}}{_USE_STRONG}")),
    Rule(_p(rf"{_UNLESS}[^。!?]{{0,40}}{_NO}[^。!?]{{0,30}}{_USE_WEAK}"), _OURS),
    Rule(_p(rf"{_NO}(?:任何形式的?|以任何[^。,]{{0,8}})?(?:私自|擅自)?{_USE_STRONG}[^。!?]{{0,40}}{_UNLESS}")),
    Rule(
        _p(
            r"(?:^|[\s,.;:|!()\"、。】\]]|[创創]|所有|授[权權]|文章|作品|内容|独家|本文)"
            rf"(?:禁止|[严嚴]禁|[谢謝][绝絕]|[请請]勿|拒[绝絕]|不得)"
            rf"(?:任何[^。,]{{0,10}})?(?:私自|擅自|随意)?{_USE_STRONG}(?=$|[\s,.;:|!()\"、。和或及与])"
        )
    ),
    Rule(
        _p(
            r"[转轉][载載][^。!?]{0,12}(?:[须須需请請应應]|必[须須])[^。!?]{0,6}"
            r"(?:[经經得获獲取征徵]|[联聯][系繫])[^。!?]{0,24}(?:授[权權]|[许許]可|同意|允[许許]|本[站网網报報]|作者|版[权權])"
        )
    ),
    Rule(_p(r"如[需要]?[^。!?]{0,6}[转轉][载載][^。!?]{0,10}[联聯]系")),
    # English
    Rule(_p(rf"\bmay\s+not\s+be\b[^.!?;]{{0,60}}\b{_EN_USE}\b"), _EN_OBJECT),
    Rule(_p(rf"\bno\s+part\s+of\b[^.!?;]{{0,90}}\b(?:may|can|should)\s+be\b[^.!?;]{{0,60}}\b(?:{_EN_USE}|used|stored)\b")),
    Rule(
        _p(
            r"\bwithout\b[^.!?;]{0,60}\b(?:permission|consent|authori[sz]ation|approval)\b"
        ),
        _p(rf"\b{_EN_USE}\b|\b(?:re-?)?use\s+of\s+(?:this|the|our|any)\b|\breproduc"),
        _EN_BAN,
    ),
    Rule(
        _p(
            r"\b(?:reproduction|republication|redistribution|reprinting|copying|duplication)\b"
            r"[^.!?;]{0,100}\b(?:prohibited|forbidden|not\s+permitted|not\s+allowed)\b"
        )
    ),
    Rule(
        _p(
            r"\b(?:use|reuse)\s+of\s+(?:this|the|our|any)\s+(?:site|content|material|text|article)s?\b"
            r"[^.!?;]{0,100}\b(?:prohibited|forbidden|not\s+permitted|not\s+allowed)\b"
        )
    ),
    # German
    Rule(
        _p(
            r"\b(?:nachdruck|vervielfältigung|weiterverbreitung|wiedergabe|veröffentlichung|(?:weiter)?verwendung"
            r"|verwertung|nutzung|übernahme)\b[^.!?;]{0,120}\b(?:nur\s+(?:mit|nach)|ohne|bedarf|bedürfen)\b"
            r"[^.!?;]{0,80}(?:genehmigung|zustimmung|erlaubnis|einwilligung)"
        ),
        _DE_OBJECT,
    ),
    Rule(
        _p(
            r"\b(?:nachdruck|vervielfältigung|weiterverbreitung)\b[^.!?;]{0,100}"
            r"(?:verboten|untersagt|nicht\s+gestattet|unzulässig)"
        )
    ),
    # French, Spanish, Italian, Portuguese, Dutch
    Rule(
        _p(r"\breproduction\b[^.!?;]{0,80}\b(?:interdite|soumise\s+à\s+(?:l['’])?autorisation)"),
        _ROMANCE_OBJECT,
    ),
    Rule(
        _p(
            r"\b(?:prohibida|prohíbe|prohíben)\b[^.!?;]{0,60}\breproducción|\breproducción\b[^.!?;]{0,60}\bprohibida"
            r"|\bno\s+(?:está|se)\s+permit\w{1,4}\b[^.!?;]{0,40}\breproducción"
        ),
        _ROMANCE_OBJECT,
    ),
    Rule(
        _p(
            r"\briproduzione\b[^.!?;]{0,40}\b(?:riservata|vietata)|\bvietata\b[^.!?;]{0,40}\briproduzione"
            r"|\bvietato\b[^.!?;]{0,30}\briprodurre"
        ),
        _ROMANCE_OBJECT,
    ),
    Rule(_p(r"\bproibida\b[^.!?;]{0,60}\breprodução|\breprodução\b[^.!?;]{0,60}\bproibida")),
    # Japanese, Korean
    Rule(_p(r"無断(?:での)?[^。!?]{0,20}(?:転載|複製|転用|使用|引用|配信|利用)[^。!?]{0,24}(?:禁|お断り|ご遠慮|できません)")),
    Rule(_p(r"(?:転載|複製)[^。!?]{0,12}(?:を|は)?(?:固く)?(?:禁(?:じ|止)|お断り|ご遠慮)|不許複製")),
    Rule(_p(r"무단\s?(?:전재|복제|배포)[^.!?]{0,24}금지")),
)  # fmt: skip

_HAN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_HAN_RULES = tuple(rule for rule in RESERVATIONS if _HAN.search(rule.pattern.pattern))
_LATIN_RULES = tuple(rule for rule in RESERVATIONS if rule not in _HAN_RULES)


def reservations_for(sentence: str, words: int) -> tuple[Rule, ...]:
    """Return the rules that can match a sentence, by the script and the words that it has."""
    han = _HAN_RULES if _HAN.search(sentence) else ()
    return (*han, *_LATIN_RULES) if words & _BANS else han


# A notice speaks of itself; articles about mining and training do not.
_TDM_OURS = _p(
    r"\b(?:this|our|these)\s+(?:\w+\s+)?(?:web\s?)?(?:sites?|pages?|contents?|publications?|works?"
    r"|materials?|articles?|services?)\b|\bcontents?\s+(?:of|on)\s+this\b|\bexpressly\s+reserv"
    r"|\b(?:unsere[rn]?|diese[rs]?|aller?)\s+(?:\w+\s+)?(?:inhalte?n?|texte|artikel|werke?|webs\w+|seiten?)"
    r"|behalten\s+wir|nutzungsvorbehalt|\b(?:nos|ce|ces)\s+(?:contenus?|site|articles|œuvres)\b"
    r"|\b(?:nuestr[oa]s?|est[aeo]s?)\s+(?:\w+\s+)?(?:contenidos?|artículos?|sitio|web|textos?|obras?)\b"
    r"|\b(?:nostr[oi]|quest[oi])\s+(?:\w+\s+)?(?:contenut[io]|articol[io]|sito|test[io])\b"
    r"|本[网網站报報刊页頁文]|当サイト|本(?:記事|サイト|コンテンツ)|未[经經]"
)
# Reservations of text and data mining or training, in prose (Art. 4 CDSM, § 44b UrhG).
TDM = Rule(
    _p(
        r"text[\s-]{0,3}(?:und|and|&|et)?[\s-]{0,3}data[\s-]{0,3}mining|fouille\s+de\s+textes|§+\s?44\s?b"
        r"|§+\s?42\s?h|\b(?:ai|ki|llm|artificial\s+intelligence|machine\s+learning|model)[\s-]{1,3}training"
        r"|\btrain(?:ing)?\b[^.!?;]{0,40}\b(?:ai|artificial\s+intelligence|machine\s+learning|language\s+models?)\b"
        r"|\btraining\s+(?:von|für)\s+(?:ki|ai|künstliche)|miner[íi]a\s+de\s+(?:textos?|datos)"
        r"|(?:estrazione|extracción)\s+(?:di|de)\s+test[oi]s?\s+[ey]\s+(?:di\s+|de\s+)?dat[io]s?|70[\s-]{0,2}quater"
        r"|\b(?:entrenamiento|addestramento|entraînement|entrenar|addestrare|entraîner)\b[^.!?;]{0,40}"
        r"\b(?:ia|inteligencia|intelligenza|intelligence|modelos?|modelli|modèles?)\b"
        r"|データ・?マイニング|(?:AI|人工知能|生成AI|機械)(?:の|による)?学習"
        r"|(?:训练|訓練)[^。!?]{0,12}(?:人工智能|模型)|(?:人工智能|模型)[^。!?]{0,12}(?:训练|訓練)"
    ),
    _p(
        r"\breserv(?:ed|es?)\b|vorbehalt|prohibited|forbidden|not\s+(?:be\s+)?(?:permitted|allowed|used)"
        r"|may\s+not|untersagt|verboten|nicht\s+(?:gestattet|erlaubt)|réserv|interdit|opt(?:s|ed)?[\s-]out"
        r"|prohibid|vietat|riservat|reservad|禁じ|お断り|ご遠慮|不得|禁止|[严嚴]禁"
    ),
    _TDM_OURS,
)

CONDITIONAL: tuple[re.Pattern[str], ...] = (
    _p(r"(?:[转轉][载載贴貼]|引用|摘[编編])[^。!?]{0,16}(?:[请請务務须須应應需]|必[须須])[^。!?]{0,8}(?:注明|註明|标明|標明|保留|附上)"),
    _p(r"(?:[欢歡]迎|可以?|允[许許])(?:自由)?[转轉][载載][^。!?]{0,16}(?:注明|註明|标明|保留)"),
    _p(r"\b(?:reproduction|reuse|republication)\b[^.!?;]{0,60}\b(?:authori[sz]ed|permitted|allowed)\b[^.!?;]{0,30}"
       r"\b(?:provided|if|as\s+long\s+as|subject\s+to)\b[^.!?;]{0,60}\b(?:source|acknowledged|credit|attribut)"),
    _p(r"\bmay\s+be\s+(?:freely\s+)?(?:reproduced|reprinted|republished)\b[^.!?;]{0,60}\b(?:provided|if|as\s+long\s+as|with)\b"
       r"[^.!?;]{0,60}\b(?:source|acknowledg|credit|attribut|link)"),
    _p(r"\b(?:nachdruck|abdruck)\b[^.!?;]{0,40}(?:quellenangabe|nennung\s+der\s+quelle)[^.!?;]{0,40}(?:gestattet|erlaubt|erwünscht)"),
    _p(r"\breproduction\s+(?:est\s+)?autorisée\b[^.!?;]{0,60}\bsource\b"),
    _p(r"\b(?:abdruck|nachdruck)\s+(?:honorarfrei|kostenfrei|frei)\b"),
    _p(r"\b(?:permite|autoriza|permitida|autorizada)\b[^.!?;]{0,60}(?:cit(?:e|ando|ar)|mencion\w{1,4})\b[^.!?;]{0,20}\bfuente"),
    _p(r"\briproduzione\b[^.!?;]{0,60}(?:cita\w{1,6}|indica\w{1,6})\b[^.!?;]{0,16}\bfonte"),
    _p(r"(?:転載|引用|複製)[^。!?]{0,24}(?:出典|出所|引用元)[^。!?]{0,8}(?:明記|明示|記載)"),
    _p(r"\byou\s+(?:may|can|are\s+free\s+to)\s+(?:republish|reprint|reproduce)\b[^.!?;]{0,60}"
       r"\b(?:provided|if|as\s+long\s+as)\b[^.!?;]{0,60}\b(?:source|acknowledg|credit|attribut|link)"),
)  # fmt: skip

PLATFORM: tuple[re.Pattern[str], ...] = (
    _p(r"本(?:文|内容|文章)?(?:为|為|系|由)[^。!?]{0,24}(?:作者|用[户戶]|机构|機構|自媒体|平台)[^。!?]{0,40}(?:上[传傳]|[发發]布|投稿)"),
    _p(r"(?:用[户戶]|作者|机构|機構)[^。!?]{0,16}上[传傳](?:并|並|且)?[发發]布"),
    _p(r"[仅僅]提供信息(?:[发發]布|存[储儲])(?:平台|空[间間])?"),
    _p(r"版[权權](?:均)?[归歸属屬](?:于|於)?(?:原)?作者[^。!?]{0,12}所有"),
    _p(r"\buploaded\s+and\s+posted\s+by\s+(?:a|the)\s+user\b|\bonly\s+provides\s+information\s+storage\b"),
)  # fmt: skip
PARTIAL = _p(
    r"部分|[转轉][载載][自的]|如[有涉][^。!?]{0,6}|若[有涉]|侵[权權]|来自互联网|[来來]源于[网網][络絡]"
)

ALL_RIGHTS = _p(
    r"\ball\s+rights?\s+(?:are\s+)?reserved\b|\balle\s+rechte\s+(?:sind\s+)?vorbehalten\b"
    r"|\btous\s+droits\b[^.!?;]{0,60}\bréservés\b|\btodos\s+los\s+derechos\s+reservados\b"
    r"|\breservados\s+todos\s+los\s+derechos\b|\b(?:tutti\s+i\s+)?diritti\s+(?:sono\s+)?riservati\b|\btodos\s+os\s+direitos\s+reservados\b"
    r"|\balle\s+rechten\s+voorbehouden\b|\bwszelkie\s+prawa\s+zastrzeżone\b"
    r"|保留(?:所有|一切|全部)(?:[权權]利|版[权權])|(?:全|すべての|全ての)?著作[権權](?:を)?所有(?!者|人)"
)
HAN_ALL_RIGHTS = _p(r"版[权權]所有(?!者|人|[权權])")
OWNED_BY = _p(
    r"版[权權](?:均|皆|全部|都)?(?:[归歸](?![属屬])|[属屬](?:于|於)?)\s*([^,。;:\"()、]{2,30}?)"
    r"(?:[独獨]家)?(?:所有|(?=[,。;]|$))"
)
NOT_A_HOLDER = _p(
    r"^(?:原|作者|问题|問題|争议|权利人|著作权人|本[网網站报報刊]|我[们們]|其|各|他|[来來]源)"
)

CLAUSE_MARK = re.compile(
    r"[①-⑳]|(?:(?<=[\s。;])|^)(?:[(（]?\d{1,2}[)）、.．]|[一二三四五六七八九十]{1,2}、"
    r"|[(（][一二三四五六七八九十]{1,2}[)）])(?=\s?\D)"
)
# A sentence on a class of works, in notices without numbers.
CLAUSE_START = re.compile(
    r"^凡|(?<=[\s。;:])凡(?=[^。;]{0,24}(?:注明|註明|[标標]明|[标標]注|署名|上[传傳]|[发發][布表]|投稿|[转轉]))"
)
ORIGINAL_AUTHOR = _p(r"版[权權][^。;]{0,8}(?:原?作者|上[传傳]者|[发發]布者|[权權]利人|本人)")
# One of these stands in every clause on the source of a text.
CLAUSE_CHARS = "源明标注署创創转轉"
OWN_CLAUSE = _p(
    r"(?:凡|所有)[^。;]{0,24}(?:注明|註明|标明|標明|标注|署名)[为為]?\s*"
    r"(?:\"(?P<quoted>[^\"。]{1,40})\"|(?P<bare>(?:稿件)?[来來]源\s*[::]?[^\",。的]{1,20}))"
    r"[^。;]{0,12}(?:作品|稿件|文字|[图圖]片|[内內]容|文章|音[频頻]|新[闻聞])"
)
OTHER_CLAUSE = _p(
    r"[来來]源[^。;]{0,16}[(\"]?(?:非|不是|不[为為])|(?:标明|標明|注明|註明)(?:非|其他|其它|XX)"
    r"|均?(?:[为為]|[系是])?(?:非|不是|并非)[^。;,]{0,6}原[创創]|[来來]源\s*:?\s*(?:XX|其他|其它)"
    r"|均?[转轉][载載]自其[他它]"
)
ROUTE = _p(
    r"(?:已|获得|获|取得|得到|經|经)[^。;]{0,12}授[权權](?:使用|[转轉]?[载載]|的)[^。;]{0,12}(?:[应應须須]|范[围圍])"
    r"|(?:[请請须須需]|[与與])[^。;]{0,16}[联聯][系繫]|[联聯][系繫](?:[邮郵]箱|授[权權])"
    r"|\b(?:for|to\s+(?:obtain|request))\s+permissions?\b|\bpermissions?\s+(?:requests?|desk|department)\b"
    r"|\brequests?\s+for\s+permission\b|\blicensing\s+(?:desk|enquiries|inquiries)\b|\bplease\s+contact\b"
    r"|\bcontact\b[^.!?;]{0,40}(?:permission|reprint|licen[cs]|rights|@)|[a-z0-9]@[a-z0-9-]{1,63}\.[a-z]"
)
EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}",
    re.ASCII,
)
CREDIT_LINE = _p(
    r"(?:注明|註明|标明|標明)\s*\"?((?:[来來]源|出[处處]|[转轉]自|作者)\s*:\s*\"?[^\",。;()\s]{1,30})"
)
