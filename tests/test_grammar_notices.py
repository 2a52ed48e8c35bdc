"""Rights notices in visible text; all texts are invented."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.grammar import notice_patterns as words
from dataset_tools.grammar.notices import credit_line, emails, find_notices, own_source


def _kinds(text: str) -> list[str]:
    return [notice.kind for notice in find_notices(text)]


@pytest.mark.parametrize(
    ("text", "holder", "years"),
    [
        ("© 2019 Example Media Ltd.", "Example Media Ltd", (2019,)),
        (
            "Copyright © 2001-2013 Harbour News Group, Inc. All rights reserved.",
            "Harbour News Group, Inc",
            (2001, 2013),
        ),
        ("© Example Press 2012–2014", "Example Press", (2012, 2014)),
        ("2020 © Foo Bar | Privacy", "Foo Bar", (2020,)),
        ("Tern Gazette © 2011", "Tern Gazette", (2011,)),
        ("(c) 2011 Jane Roe", "Jane Roe", (2011,)),
        ("(C) Copyright 2015 by Orrin Mercury", "Orrin Mercury", (2015,)),
        ("Copyright 2018 Orrin Mercury.", "Orrin Mercury", (2018,)),
        ("© Harbour Review", "Harbour Review", ()),
        ("© 2021 云岭在线 版权所有", "云岭在线", (2021,)),
        ("版权所有：临江日报社", "临江日报社", ()),
        ("版权所有 © 2020 青山传媒有限公司", "青山传媒有限公司", (2020,)),
        ("青山网 版权所有", "青山网", ()),
        ("青 山 网 版 权 所 有", "青山网", ()),
        ("霧港時報 版權所有", "霧港時報", ()),
        ("© 2022 青山网 京ICP备00000000号", "青山网", (2022,)),
        ("© 汐見新聞社", "汐見新聞社", ()),
        ("© 2020 Sielbote. Alle Rechte vorbehalten.", "Sielbote", (2020,)),
    ],
)
def test_copyright_lines(text: str, holder: str, years: tuple[int, ...]) -> None:
    """Mark, years and holder are read in any order."""
    lines = [n for n in find_notices(text) if n.kind == "copyright_line"]
    assert [(holder, years)] == [(n.holder, n.years) for n in lines]


@pytest.mark.parametrize(
    "text",
    [
        "All rights reserved.",
        "Alle Rechte vorbehalten",
        "Tous droits réservés",
        "Todos los derechos reservados",
        "Tutti i diritti riservati",
        "全著作権所有",
        "Reservados todos los derechos",
        "Diritti riservati",
        "保留所有权利",
        "版权所有",
    ],
)
def test_all_rights_reserved(text: str) -> None:
    """The formula is known in the languages of the corpus."""
    assert _kinds(text) == ["all_rights_reserved"]


@pytest.mark.parametrize(
    "text",
    [
        "未经授权不得转载",
        "未经本网书面许可，任何单位和个人不得转载、摘编本网内容。",
        "未經授權，不得轉載",
        "本文为作者原创，未经许可，不得转载。",
        "人 民 日 化 网 版 权 所 有 ，未 经 书 面 授 权 禁 止 使 用",
        "禁止转载",
        "转载须经版权人书面授权并注明来源",
        "如需转载，请与本站联系",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "No part of this site may be reproduced without written permission.",
        "Reproduction in whole or in part is strictly prohibited.",
        "Unauthorised copying of any article without our prior written consent is forbidden.",
        "Nachdruck, auch auszugsweise, nur mit Genehmigung des Verlags.",
        "Die Vervielfältigung der Inhalte bedarf der schriftlichen Zustimmung.",
        "Toute reproduction, même partielle, est interdite.",
        "Queda prohibida la reproducción total o parcial.",
        "È vietata la riproduzione.",
        "記事・写真の無断転載を禁じます。",
        "無断複製・転載禁止",
        "Text and data mining of our content is expressly reserved.",
        "Die Nutzung unserer Inhalte für Text- und Data-Mining bleibt vorbehalten (§ 44b UrhG).",
        "The use of this content for AI training is prohibited.",
        "Se prohíbe la reproducción de los contenidos de esta web.",
        "No está permitida la reproducción parcial de este artículo.",
        "Vietato riprodurre i contenuti senza autorizzazione.",
        "La riproduzione dei contenuti è vietata.",
        "当サイトの内容の転載はご遠慮ください。",
        "Weiterverwendung der Texte nur mit schriftlicher Zustimmung.",
        "La minería de textos y datos de nuestros contenidos está prohibida.",
        "L'estrazione di testo e dati dai nostri contenuti è riservata.",
        "L'uso dei nostri contenuti per l'addestramento di sistemi di IA è vietato.",
        "El uso de este contenido para el entrenamiento de inteligencia artificial está prohibido.",
        "L'utilisation de nos contenus pour l'entraînement de l'IA est interdite.",
        "当サイトのコンテンツをAIの学習に使用することを禁じます。",
        "本記事のテキスト・データマイニングを禁止します。",
        "Copying without permission is a violation of the law.",
        "Harbour News Inc. No reproduction without permission.",
        "All texts, images and films may only be copied with permission, not without consent.",
        "The content of this site should not be copied without consent.",
    ],
)
def test_reservations(text: str) -> None:
    """A reservation is one, whole sentence, in each language."""
    found = [n for n in find_notices(text) if n.kind == "reservation"]
    assert [(0, len(text), "reserve")] == [(n.start, n.end, n.polarity) for n in found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Copyright",
        "© Copyright",
        "版权声明",
        "版权声明 | 联系我们",
        "Copyright law has changed since 2019.",
        "A reform of copyright 2019 to 2021 failed.",
        "(c) the tenant pays the rent",
        "Some Rights Reserved",
        "All seats are reserved.",
        "These results may not be reproduced in other laboratories.",
        "He entered the house without permission.",
        "The paper copied the photo without permission, the court heard.",
        "She removed it after she discovered that it had been scraped without her consent.",
        "The set links to millions of pictures scraped from the web, many without permission.",
        "Artists claim that their material was copied without consent or compensation.",
        "Smoking is strictly prohibited.",
        "未经批准不得进入施工区域。",
        "未经许可不得使用明火。",
        "法院判决被告未经授权不得转载他人作品。",
        "他未经授权转载了三篇文章。",
        "该书版权所有者尚未露面。",
        "摄像头禁止拍照。",
        "Die Verwendung von Pestiziden ist nur mit Genehmigung erlaubt.",
        "The lab used text and data mining to read old letters.",
        "The directive allows text and data mining unless rights have been reserved by the author.",
        "Critics say AI training on books should be prohibited.",
        "La reproducción de las truchas en el río está prohibida en invierno por ley.",
        "La riproduzione delle specie in cattività è vietata dalla legge regionale.",
        "La reproduction des saumons dans cette rivière reste interdite jusqu'en mai.",
        "La minería de datos crece en Chile y está prohibida en otros países.",
        "学習塾でAIの学習を禁止する学校が増えた。",
        "出典を明記した論文が増えた。",
        "学校要求学生注明姓名。",
        "来源：青山网",
    ],
)
def test_prose_is_no_notice(text: str) -> None:
    """Prose in the words of a notice, bare links and link labels are no notices."""
    assert _kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("转载请注明出处：枫林教育网", ["conditional_reprint"]),
        ("欢迎转载，请注明来源。", ["conditional_reprint"]),
        (
            "Reproduction is authorised provided the source is acknowledged.",
            ["conditional_reprint"],
        ),
        ("Se permite la reproducción citando la fuente.", ["conditional_reprint"]),
        ("La riproduzione è consentita citando la fonte.", ["conditional_reprint"]),
        ("La reproduction est autorisée avec mention de la source.", ["conditional_reprint"]),
        ("Abdruck honorarfrei bei Quellenangabe gestattet.", ["conditional_reprint"]),
        ("転載の際は出典を明記してください。", ["conditional_reprint"]),
        ("未经授权不得转载，转载请注明出处", ["reservation"]),
        ("转载请先获得本站授权，并注明出处", ["reservation"]),
        ("本文为溪边号作者上传并发布，溪边仅提供信息发布平台。", ["platform_disclaimer"]),
        ("版权归原作者所有，转载请联系原作者", ["platform_disclaimer", "reservation"]),
        ("Foto: © dpa-Beispiel", ["copyright_line"]),
    ],
)
def test_other_kinds(text: str, kinds: list[str]) -> None:
    """Conditions, platform disclaimers and reservations are told apart."""
    assert kinds == _kinds(text)


def test_a_photo_line_is_marked_as_one() -> None:
    """A copyright line behind a picture word is about the picture."""
    assert [n.flags for n in find_notices("Foto: © dpa-Beispiel")] == [("media",)]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Text and data mining of our content is reserved.", ("tdm", "tdm_only")),
        ("未经授权不得转载，不得用于训练人工智能模型。", ("tdm",)),
        ("未经授权不得转载，如需使用请与本网联系。", ("route",)),
        (
            "No part of this site may be reproduced without consent. For permission write to us.",
            ("route",),
        ),
        ("未经授权不得转载。", ()),
    ],
)
def test_flags(text: str, flags: tuple[str, ...]) -> None:
    """A reservation says whether it names a way to ask, and whether it is about mining."""
    assert [flags] == [n.flags for n in find_notices(text) if n.kind == "reservation"]


OWN = (
    "② 凡本网注明“来源:柳溪网”的作品,版权属柳溪网。未经本网授权,不得转载、摘编。"
    "获得授权的,须按授权的范围使用,并注明“来源:柳溪网”。"
)
OTHER = (
    "③ 凡本网注明“来源:XXX(非柳溪网)”的作品,均转载自其他媒体,请与来源单位联系:desk@liuxi.example。"
)


def test_clause_spans_are_whole_clauses() -> None:
    """A numbered clause is reported from its number to its end, as what it is."""
    text = OWN + OTHER
    found = {(n.kind, text[n.start : n.end]) for n in find_notices(text)}
    assert {
        ("outlet_clause_own", OWN),
        ("reservation", OWN),
        ("outlet_clause_other", OTHER),
    } <= found
    assert "outlet_clause_own" not in {kind for kind, clause in found if clause == OTHER}


def test_what_a_clause_says() -> None:
    """Credit line, source name, holder and address are read from the clause as printed."""
    own = next(n for n in find_notices(OWN) if n.kind == "outlet_clause_own")
    assert ("柳溪网", "route" in own.flags) == (own.holder, True)
    assert (credit_line(OWN), own_source(OWN)) == ("来源:柳溪网", "柳溪网")
    assert emails(OTHER) == ["desk@liuxi.example"]


def test_full_width_and_spaced_notices_keep_their_own_offsets() -> None:
    """Spans count the text as given, not the folded copy."""
    text = "首页 ｜ 青 山 网 版 权 所 有 ，未 经 授 权 不 得 转 载 ｜ 邮箱"
    reserved = next(n for n in find_notices(text) if n.kind == "reservation")
    assert text[reserved.start : reserved.end] == "青 山 网 版 权 所 有 ，未 经 授 权 不 得 转 载"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "©",
                "(c) ",
                "Copyright ",
                "2019",
                "-",
                " ",
                "青",
                "山网",
                "版权所有",
                "未经授权",
                "不得转载",
                "①",
                "凡本网注明“来源:",
                "”的作品",
                "。",
                "|",
                ". ",
                "All rights reserved",
                "Foo",
                ",",
                "“",
                "\n",
            ]
        ),
        max_size=25,
    )
)
def test_spans_lie_in_the_text(parts: list[str]) -> None:
    """Whatever the text, spans are not empty, lie inside it and come in order."""
    text = "".join(parts)
    found = find_notices(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert [n.start for n in found] == sorted(n.start for n in found)


def test_hostile_repetition_is_bounded() -> None:
    """A block that repeats a notice without end yields a bounded list."""
    assert len(find_notices("© 2019 A. " * 20_000)) <= 200
    assert len(find_notices("未经授权" * 50_000)) <= 200


_HAN_PATTERNS = [
    *(rule.pattern for rule in words.RESERVATIONS),
    *(*words.CONDITIONAL, *words.PLATFORM, words.OWN_CLAUSE, words.OTHER_CLAUSE, words.OWNED_BY),
]
_HAN_PATTERNS = [p for p in _HAN_PATTERNS if re.search("[\u3040-\u9fff\uac00-\ud7a3]", p.pattern)]


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(_HAN_PATTERNS).flatmap(st.from_regex))
def test_each_wording_is_looked_for(sentence: str) -> None:
    """What a pattern of a script without spaces matches holds one of the words asked for first."""
    assert words.held(sentence) & words.SENTENCE


@settings(max_examples=300, deadline=None)
@given(st.from_regex(words.HAN_ALL_RIGHTS), st.from_regex(words.ALL_RIGHTS))
def test_each_mark_is_looked_for(line: str, reserved: str) -> None:
    """So does what marks a copyright line, and what reserves all rights."""
    assert words.held(line) & words.LINE
    assert words.held(reserved) & words.RIGHTS
