"""Names in brackets in a Japanese text: 【山田太郎】, （某支局　山田太郎）, 【某市=山田太郎】.

In 【】 stand names, perhaps behind a place or a desk; in （） only behind a desk, a trade or a
place with "=", or where the family name is a common one: anything may stand there.
"""

import re

from dataset_tools.grammar import HAN
from dataset_tools.grammar.names import Person
from dataset_tools.grammar.roles import CreditSpan, people_spans

SIGNATURE_CHARS = 60  # brackets included
MOST_NAMES = 6
_KANA = re.compile("[\u3041-\u30ff]")
_BRACKETS = re.compile(
    rf"(?:【(?P<square>[^【】]{{3,{SIGNATURE_CHARS}}})】|[（(](?P<round>[^（）()]{{3,{SIGNATURE_CHARS}}})[）)])"
    r"(?:\s?[（(](?:共同|時事|AFP時事)[）)])?\s{0,2}\Z"
)
_OPENING = re.compile(rf"【(?P<inside>[{HAN}\u3041-\u30ffー]{{2,10}}[=＝][^【】]{{3,20}})】")
_DESK = re.compile(  # 某支局・, 編集委員　, ワシントン＝
    rf"[{HAN}\u3041-\u30ffー]{{0,10}}(?:記者|委員|特派員|局|局長|本社|[{HAN}]部|聞き手|構成)[・\s=＝]{{1,2}}"
    rf"|[{HAN}\u30a1-\u30ffー]{{2,10}}[=＝]"
)
_AGENCY = re.compile(rf"([{HAN}]{{2,4}}通信)[=＝・\s]")
_PLACE = re.compile(rf"(?:[{HAN}]{{2,4}}・|[\u30a1-\u30faー]{{3,8}}(?=[{HAN}]{{2}}))")
_NAME = re.compile(
    rf"[{HAN}]{{1,3}}\s[{HAN}\u3041-\u30faー]{{1,4}}|[{HAN}]{{3,5}}|[{HAN}]{{2,3}}[\u3041-\u30faー]{{2,4}}"
)
# What looks like a name, or holds what no name does.
_NO_NAME = re.compile(
    r"敬称|取材|編集|終わり|写真|新聞|通信|支局|撮影|提供|委員|県警|[市町村]長"
    r"|[県市区町村駅署社会党部局庁省卒議]\Z"
)
_FAMILIES = frozenset(  # the most common ones of two characters
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 山本 中村 小林 加藤 吉田 山田 山口 松本 井上 木村"
    " 斎藤 斉藤 清水 山崎 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 藤田 後藤 近藤"
    " 村上 遠藤 青木 坂本 福田 太田 西村 藤井 岡本 藤原 金子 三浦 中野 中川 原田 松田 竹内"
    " 小野 田村 中山 和田 石田 森田 上田 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島"
    " 谷口 今井 工藤 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田"
    " 松井 菅原 岩崎 木下 久保 佐野 野村 松尾 市川 菊地 菊池 杉本 古川 大西 島田 水野 桜井"
    " 高野 渡部 吉川 山内 西田 飯田 西川 小松 北村 安田 川口 平田 中田 服部 川崎 岩田 土屋"
    " 本田 樋口 秋山 田口 永井 山中 中西 吉村 川上 石原 大橋 松岡 馬場 浜田 森本 星野 矢野"
    " 浅野 大島 吉岡 小池 野田 荒木 熊谷 松浦 内藤 黒田 尾崎 川村 永田 望月 松村 田辺 荒井"
    " 大石 菅野 早川 坂口".split()
)


def find_japanese_signature(text: str) -> list[CreditSpan]:
    """Return the reporters whom the end of a paragraph names, or the dateline that opens it.

    Empty where it names nobody.

    >>> [c.name for c in find_japanese_signature("橋が開通した。【山田太郎、佐藤花子】")]
    ['山田太郎', '佐藤花子']
    >>> find_japanese_signature("橋が開通した。（敬称略）")
    []
    """
    if (opening := _OPENING.match(text)) and _KANA.search(text):
        people = _people(opening["inside"], square=True)
        return list(people_spans(text, "reporter", people, *opening.span(), None))
    if not text or text[-1] not in "】）)":
        return []
    found = _BRACKETS.search(text, max(0, len(text) - SIGNATURE_CHARS - 10))
    if found is None or not _KANA.search(text):
        return []
    inside = (found["square"] or found["round"]).strip()
    people = _people(inside, square=bool(found["square"]))
    agency = _AGENCY.match(inside)
    return list(
        people_spans(text, "reporter", people, *found.span(), agency[1] if agency else None)
    )


def _people(inside: str, *, square: bool) -> list[Person]:
    """Return the people that stand in brackets; empty where something else does."""
    before = _DESK.match(inside) or (_PLACE.match(inside) if square else None)
    names = [n.strip() for n in re.split(r"[、,]", inside[before.end() if before else 0 :])]
    certain = square or before is not None
    if len(names) > MOST_NAMES or not all(_is_name(name, certain=certain) for name in names):
        return []
    return [Person(name) for name in names]


def _is_name(name: str, *, certain: bool) -> bool:
    if not _NAME.fullmatch(name) or _NO_NAME.search(name):
        return False
    return certain or (name[:2] in _FAMILIES and 3 <= len(name) <= 6)
