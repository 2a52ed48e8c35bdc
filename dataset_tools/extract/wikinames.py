"""Names that decide what of a wiki page is text: namespaces, image options, templates, headings.

Wikis translate them; listed are the words of large wikis, in lower case, beside those that the
dump itself gives (Capture.headers).
"""

import re

FILE_NAMESPACES = frozenset(
    "file image datei bild fichier archivo imagen immagine ficheiro imagem bestand afbeelding plik"
    " grafika файл изображение 文件 檔案 档案 图像 圖像 ファイル 画像 파일 media"
    " medium 媒体".split()
)
CATEGORY_NAMESPACES = frozenset(
    "category kategorie catégorie categoría categoria categorie kategoria категория kategori 分类"
    " 分類 カテゴリ 분류".split()
)
IMAGE_OPTION = re.compile(
    r"(?:thumb|thumbnail|mini|miniatur|vignette|frame|framed|frameless|gerahmt|rahmenlos|border|rand"
    r"|left|right|center|centre|none|links|rechts|zentriert|ohne|gauche|droite|baseline|middle|top"
    r"|text-top|bottom|sub|super|upright|hochkant|缩略图|縮圖|有框|无框|無框|边框|邊框|左|右|居中|置中"
    r"|无|無|右上)(?:\s*=?\s*[\d.]+)?|\d{0,5}x?\d{1,5}\s*(?:px|像素)|(?:thumb|mini)\s*=.*"
    r"|(?:alt|link|page|lang|class|loop|start|end|thumbtime|alternativtext|verweis|替代文本|替代文字|链接|連結)\s*=.*",
    re.IGNORECASE | re.DOTALL,
)
# Sections that are no text of the article, and end where a heading of their level or a higher one
# stands.
APPENDICES = frozenset(
    (
        "see also|references|notes|footnotes|citations|sources|bibliography|further reading"
        "|external links|external link|works cited|notes and references|references and notes"
        "|general references|explanatory notes|literature|links|weblinks|notelist"
        "|siehe auch|einzelnachweise|literatur|quellen|anmerkungen|belege|fußnoten|nachweise"
        "|anmerkungen und einzelnachweise|quellen und literatur|referenzen"
        "|参见|參見|参看|參看|另见|另見|参考文献|參考文獻|参考资料|參考資料|参考来源|參考來源|外部链接|外部連結"
        "|外部鏈接|注释|註釋|注釋|注解|註解|脚注|腳註|脚註|备注|備註|来源|來源|资料来源|資料來源|延伸阅读|延伸閱讀"
        "|扩展阅读|擴展閱讀|相关条目|相關條目|关联项目|相关链接|相關連結|外部资源|参考书目|參考書目|引用|出处"
        "|voir aussi|références|notes et références|bibliographie|liens externes|articles connexes"
        "|annexes|liens internes|véase también|referencias|enlaces externos|bibliografía|notas"
        "|note|bibliografia|voci correlate|collegamenti esterni|altri progetti|ver também"
        "|referências|ligações externas|zie ook|externe links|externe link|bronnen|literatuur"
        "|referenties|przypisy|linki zewnętrzne|zobacz też|uwagi|примечания|литература|ссылки"
        "|см. также|出典|関連項目|外部リンク|注釈|参照|각주|참고 문헌|외부 링크|같이 보기"
    ).split("|")
)

# Templates that never give words to a text, by the reason for which they are dropped.
_DROPPED = {
    "reference": (
        "anchor|anker|belege|bibisbn|citation|cite|citeref|cnote|cref|dead link|dl|efn|efn-lr"
        "|efn-ua|einzelnachweise|fn|fnb|harv|harvnb|harvp|harvtxt|in lang|internetquelle"
        "|isbn missing|language icon|literatur|note|note label|notelist|notetag|quelle|r|ref"
        "|ref label|refbegin|refend|references|reflist|reflist-talk|refn|refs"
        "|registration required|rp|scholia|sfn|sfnm|sfnp|sfnref|shy|subscription required|vcite"
        "|wayback|webarchive|参考文献|注|註"
    ),
    "cleanup": (
        "according to whom|belege fehlen|better source|better source needed|by whom"
        "|citation needed|clarify|clarify span|cn|disputed inline|dubious|fact|facts"
        "|failed verification|full citation needed|needs update|not in citation given"
        "|original research inline|page needed|peacock term|pov statement|primary source inline"
        "|quantify|says who|specify|update after|update inline|vague|verify source"
        "|weasel inline|when|where|which|who|whom|why|何时|來源請求|原创研究|来源请求|查证请求"
        "|谁"
    ),
    "pronunciation": ("api|audio|hörbeispiel|ipa|lautschrift|listen|pron|pronunciation|respell"),
    "computed": ("age|alter|bda|dda"),
    "coordinates": ("coor|coord|coordinate|coords|koordinate|坐标"),
    "layout": (
        "-|about|authority control|begriffsklärung|br|break|clear|clr|col-2|col-begin|col-break"
        "|col-end|commons|commons category|commonscat|commonscat-inline|defaultsort|details"
        "|disambig|disambiguation|displaytitle|distinguish|div col|div col end|featured article"
        "|flag icon|flagdeco|flagicon|for|fullurl|further|gallery|good article|hatnote"
        "|hauptartikel|hidden|icon|int|italic title|localurl|main|main article|main list"
        "|multiple image|navbox|normdaten|noteta|notoc|ns|other uses|persondata|personendaten"
        "|portal|rating|redirect|see also|seealso|short description|sidebar|siehe auch"
        "|sisterlinks|sortierung|spoken wikipedia|stub|taxonbar|toc|toc limit|tocright"
        "|track listing|tracklist|use british english|use dmy dates|use mdy dates|wikiquote"
        "|wikisource|wiktionary|主条目|主條目|消歧义"
    ),
}
DROPPED_TEMPLATES = {
    name: reason for reason, names in _DROPPED.items() for name in names.split("|")
}
DROPPED_PREFIXES = {
    "reference": (
        "cite ",
        "citar ",
        "ouvrage",
        "efn",
        "sfn",
    ),
    "pronunciation": (
        "ipa ",
        "ipa-",
        "ipac-",
    ),
    "infobox": (
        "infobox",
        "taxobox",
        "speciesbox",
        "automatic taxobox",
        "geobox",
        "信息框",
    ),
    "navigation": (
        "navbox",
        "navigationsleiste",
    ),
    "layout": (
        "user ",
        "pp-",
        "use ",
    ),
    "computed": (
        "age ",
        "birth date and age",
        "death date and age",
        "years ago",
        "time ago",
    ),
    "parser-function": ("#",),
}


def dropped_template(name: str) -> str | None:
    """Name the reason for which a template never gives words; None for any other template."""
    if reason := DROPPED_TEMPLATES.get(name):
        return reason
    if name.endswith((" infobox", "信息框")):
        return "infobox"
    if name.endswith((" stub", "-stub", " navbox", "小作品")):
        return "navigation"
    return next((why for why, starts in DROPPED_PREFIXES.items() if name.startswith(starts)), None)
