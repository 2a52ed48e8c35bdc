"""People's names at the start of a credit value: str -> list of Person, in any mix of scripts."""

import re
from dataclasses import dataclass
from typing import Literal

from dataset_tools.grammar import CLOSERS, HAN, OPENERS, SLASH

Flag = Literal["empty", "placeholder", "code_only"]

MAX_PEOPLE = 12  # one credit names no more; what follows is not read

# The family names of some 95 % of Chinese people, simplified and traditional; 从, 和 and other
# family names that open sentences are left out on purpose.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐于孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程苏魏吕丁"
    "任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴"
    "严莫孔向常汤康易乔文施洪安牛齐邢梅庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪童凌"
    "毕单裴霍成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解艾尤时穆司卓古吉缪简车项连芦麦褚娄窦"
    "戚岑景党宫费卜冷晏席卫柏宗桂楼应臧闵苟邬边卞姬师仇栾隋刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑"
    "迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺盘闻厉伊仝区郜海阚花权强帅屠豆朴"
    "張劉陳楊黃趙吳孫馬許鄭謝韓鄧馮蕭葉蘇呂盧鍾譚陸賈鄒閻龍賀顧龔邵萬錢嚴湯喬齊莊魯關蘭紀單畢盛藍"
    "赖賴骆駱涂揭牟蒲瞿茹郦雍扈濮芮邰荀庾逯汲糜隗竺佟谯亓蹇繆溫温代郗唐潘劉遊簡車項連婁竇衛閔師榮叢鞏談樂區權豐應邊於闕"
)
COMPOUND_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "夏侯",
    "轩辕", "端木", "百里", "南宫", "欧陽", "歐陽", "司馬", "諸葛", "東方",
    "鲜于", "宇文", "长孙", "呼延", "赫连", "申屠", "淳于", "拓跋",
)  # fmt: skip

_STOP_WORDS = (
    r"返回|查看|更多|分享|点击|首页|来源|來源|时间|時間|日期|责任|责编|编辑|編輯|作者|记者|記者|通讯员|通訊員"
    r"|摄影|攝影|校对|审核|主编|整理|整合|报道|報道|報導|采写|撰写|综合|翻译|编译|实习|发布|发表|原标题|声明"
    r"|版权|本文|本报|本网|字号|浏览|阅读|评论|收藏|打印|关闭|投稿|关注|转载|原创|文章|发自|供图|视频|图片|了解"
    r"|获悉|表示|手记|注意|见习|制图|设计|监制|联系|电话|邮箱|举报|上一篇|下一篇|简介|介绍|簡介|相关|热点|标签|展开|全文|题图|头图|封图|首图"
)
_PROSE_VERBS = ("了解", "获悉", "表示", "注意")  # 记者 王某表示: a sentence, not a credit
_END = rf"(?![{HAN}])"
# 李四摄, 李四图, 李四文/图; a name may end in 文.
_SHOT = rf"(?:摄|攝|图)(?![{HAN}·])|文[{SLASH}、&][图摄圖攝]"
_HAN_END = rf"(?=(?:{_STOP_WORDS})|{_SHOT}|[和与及][{HAN}]{{2,4}}{_END}|[^{HAN}]|\Z)"
_STOP = re.compile(rf"(?:{_STOP_WORDS})|{_SHOT}|(?:文|图)(?![{HAN}·])")
_PLACEHOLDER = re.compile(
    r"(?:系统管理员|管理员|超级管理员|网络整理|网络编辑部?|网络来源|网络|互联网|未知|不详|未署名|佚名|匿名"
    r"|小编|编辑部|本站(?:原创|编辑|整理|小编)?|本网(?:编辑|原创)?|转载|原创|暂无|无|综合"
    r"|(?:admin(?:istrator)?|root|test|editor|webmaster|nobody|unknown|guest|user|null|none|n/a"
    r"|your name|name)(?![\w.-])"
    rf"|[\w.+-]{{1,40}}@[\w.-]{{1,40}})(?![{HAN}·])",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?:[A-Za-z]{1,4}[-_]?[A-Za-z]?\d{2,8}|\d{2,12})(?![\w·])")
_CODE_TAIL = re.compile(
    r"\s{0,2}[_(（]?\s?(?:[A-Za-z]{1,4}[-_]?[A-Za-z]?\d{2,8}|\d{3,12})\s?[)）]?(?![\w·])"
)
_HAN_NAME = re.compile(
    rf"[{HAN}]{{1,8}}(?:[·•・‧][{HAN}]{{1,8}}){{1,3}}(?![{HAN}·])"
    rf"|[{HAN}]{{2,4}}?{_HAN_END}"
    rf"|[{HAN}][\s]{{1,3}}[{HAN}](?![{HAN}])"
)
_ORGANISATION = re.compile(
    rf"[{HAN}A-Za-z0-9·“”]{{3,18}}(?:社|网|報|报|台|院|局|部|厅|委|会|会|组|中心|客户端|频道|公司|工作室|号|团队|大学"
    rf"|研究所|评论员|观察员|课题组|新闻|传媒|媒体|日报|在线|編集部|通信|新聞)(?![{HAN}\w])"
)
_JAPANESE_NAME = re.compile(
    rf"[{HAN}]{{1,4}}[\s]?[\u3041-\u30ff]{{1,12}}(?![{HAN}\u3041-\u30ff])|[\u3041-\u30ffー・]{{2,20}}\s?[{HAN}]{{0,4}}(?![{HAN}\u3041-\u30ff])"
    rf"|[{HAN}]{{1,4}}\s[{HAN}]{{1,4}}(?![{HAN}\u3041-\u30ff])|[{HAN}]{{2,8}}(?![{HAN}\u3041-\u30ff])"
)
UPPER = "A-Z" + "".join(  # Latin and Cyrillic capitals, inside a character class
    chr(code) for code in (*range(0xC0, 0x250), *range(0x400, 0x530)) if chr(code).isupper()
)
_LATIN = rf"[{UPPER}](?:(?:[^\W\d_]|['’-]){{1,24}}|\.)\.?"
_PARTICLE = (
    r"(?:de|del|della|di|da|du|do|dos|van|von|der|den|das|ter|ten|le|la|el|al|bin|ibn|y|zu|af"
    r"|Ó|Ní|Nic|Uí)"
)
LATIN_NAME = re.compile(rf"{_LATIN}(?:\s(?:{_PARTICLE}\s){{0,2}}{_LATIN}){{1,3}}(?![^\W\d_]|[_@])")
_TRAILING = frozenset(  # what stands behind a name where markup had it apart
    "vom am in on at published updated posted follow senior writer reporter editor for with"
    " correspondent contributor columnist special photo photos view email share print comments"
    " comment ein eine und the jan feb mar apr may jun jul aug sep sept oct nov dec monday tuesday"
    " wednesday thursday friday saturday sunday last medically reviewed written read min verified"
    " hace lesezeit stand uhr aktualisiert veröffentlicht associate assistant executive managing"
    " contributing chief save listen subscribe redakteur redakteurin korrespondent reporterin"
    " korrespondentin deputy director journalist analyst avec".split()
)
_TOPICS = frozenset(  # of a job title, behind a name of two words
    "staff political business sports national science tech technology health content hub foreign"
    " home legal city crime education environment defence economics features digital world europe"
    " news money culture travel food video data research investigations head of".split()
)
_DEGREES = frozenset("MS RD RDN LD LDN MD PhD MPH RN JD MBA DVM MSc CPT CFA CPA CFP".split())
SHOUTED = re.compile(r"[A-Z]{3,}[a-z]*\Z")  # USA TODAY NETWORK, FOXBusiness
_HANDLE = re.compile(rf"[A-Za-z][\w.'’-]{{0,24}}(?:\s[A-Z][\w.'’-]{{0,24}}){{0,3}}(?![\w@{HAN}])")
_SET_WIDE = re.compile(rf"[{HAN}]\s+[{HAN}]")
_SEPARATOR = re.compile(rf"(?:[\s、,，{SLASH}&＆]|[和与及](?=\S)){{0,4}}")
_AFFILIATION = re.compile(
    rf"\s{{0,2}}[(（]\s{{0,2}}(?:作者系|系|单位[:：]?)?"
    rf"(?P<org>[^{re.escape(OPENERS + CLOSERS)}]{{2,40}}?)\s{{0,2}}[)）]"
    rf"|\s?[，,]\s?(?:系|作者系)(?P<org2>[^，,；;。{re.escape(OPENERS + CLOSERS)}]{{2,40}})"
)
_NO_AFFILIATION = re.compile(
    r"(?:实习生?|图|文|图文|摄影|左|右|中|上|下|前|后|\d{1,4}|[A-Za-z]{0,4}\d{2,8})\Z"
)


@dataclass(frozen=True, slots=True)
class Person:
    """One name as printed, without spaces between its Han characters."""

    name: str
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class People:
    """Who a credit value names: value[:end] was read; `clean` says that nothing follows it."""

    people: tuple[Person, ...]
    end: int
    flag: Flag | None
    clean: bool


def is_chinese_name(name: str) -> bool:
    """Tell whether `name` has a known family name and its length, or a middle dot."""
    if "·" in name or name.startswith(COMPOUND_SURNAMES):
        return True
    return name[:1] in SURNAMES and 2 <= len(name) <= 3


def trimmed_name(name: str) -> str:
    """Drop the words behind a name that are no part of one (Follow, Updated, Staff Writer).

    >>> trimmed_name("Jane Doe Senior Writer")
    'Jane Doe'
    """
    words = name.split(" ")
    cut = False
    while words:
        last = words[-1].rstrip(".,").lower()
        weak = len(words) > 2 and (
            last in _TOPICS or words[-1].strip(".,") in _DEGREES or _is_shouted(words)
        )
        if last not in _TRAILING and not (weak and (cut or last != "staff")):
            break
        words.pop()
        cut = True
    return " ".join(words)


def _is_shouted(words: list[str]) -> bool:
    return SHOUTED.match(words[-1]) is not None and not any(word.isupper() for word in words[:2])


def read_people(value: str, *, japanese: bool = False) -> People:
    """Read the names at the start of `value`, separated by 、 , / & 和 or spaces.

    Args:
        value: What stands after a credit label, up to its end.
        japanese: Names may hold kana, and one space inside (family name, given name).

    >>> [p.name for p in read_people("张三、李 四(某区)返回").people]
    ['张三', '李四']
    """
    people: list[Person] = []
    flag: Flag | None = None
    start = len(value) - len(value.lstrip())
    end = position = start
    bracketed = glued = False
    while position < len(value) and len(people) < MAX_PEOPLE:
        if hit := _PLACEHOLDER.match(value, position):
            flag, end = ("placeholder", hit.end()) if not people else (None, end)
            break
        if _STOP.match(value, position):
            break
        if hit := _CODE.match(value, position):
            if not people:
                flag = "code_only"
            end = position = hit.end()
        elif hit := _name(value, position, japanese=japanese):
            if bracketed and value[end:position].isspace() and not is_chinese_name(hit[0]):
                glued = True
                break  # 李四(东区) 首页: behind the bracket the next line is glued on
            end = hit.end()
            if tail := _CODE_TAIL.match(value, end):
                end = tail.end()
            affiliation = None
            bracket = _AFFILIATION.match(value, end)
            bracketed = bracket is not None
            if bracket is not None:
                end = bracket.end()
                org = bracket["org"] or bracket["org2"]
                affiliation = None if _NO_AFFILIATION.match(org) else org
            people.append(Person(_joined(hit[0]), affiliation))
        else:
            break
        position = end + len(_separator(value, end))
    if not value.strip():
        flag = "empty"
    rest = value[end:].strip(" \t\u3000、,，/／|｜_·-—")
    stopped = bool(_STOP.match(rest)) and not rest.startswith(_PROSE_VERBS)
    clean = not rest or glued or stopped or rest[0] in CLOSERS
    return People(tuple(people), end, None if people else flag, clean)


def _name(value: str, position: int, *, japanese: bool) -> re.Match[str] | None:
    if japanese:
        return _JAPANESE_NAME.match(value, position) or _HANDLE.match(value, position)
    organisation = _ORGANISATION.match(value, position)
    name = _HAN_NAME.match(value, position)
    if organisation and (not name or organisation.end() > name.end()):
        return organisation
    return name or LATIN_NAME.match(value, position) or _HANDLE.match(value, position)


def _joined(name: str) -> str:
    """Drop the space that sets a two-character Chinese name wide (王　辉)."""
    return name[0] + name[-1] if _SET_WIDE.fullmatch(name) else name


def _separator(value: str, position: int) -> str:
    match = _SEPARATOR.match(value, position)
    return match[0] if match else ""
