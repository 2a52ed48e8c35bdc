"""What sites call their elements: words of classes and ids, as bits of one number.

The groups were written from the class names of real pages; the model (extract/classify.py)
learns what each is worth.
"""

# One bit a line; a word counts where it stands inside a class or id.
WORDS: tuple[str, ...] = (
    "comment kommentar disqus respond reaction",
    "reply replies thread forum discuss message answer antwort",
    "question faq",
    "relat recommend similar tuijian xiangguan guess youmay you-may readmore read-more more- also",
    "share social sns weibo wechat weixin twitter facebook whatsapp fenxiang addthis",
    "foot bottom colophon",
    "header masthead topbar top-bar head-",
    "nav menu",
    "side rail aside column-right right-col rightcol",
    "breadcrumb crumb weizhi position location",
    "content",
    "article artikel",
    "entry hentry",
    "post",
    "story",
    "body",
    "text txt",
    "main",
    "title headline heading",
    "meta info",
    "date time publish pub_",
    "author byline writer autor auteur",
    "editor bianji source laiyuan",
    "tag categor topic keyword label",
    "login signin sign-in signup register account",
    "subscri newsletter paywall premium abo-",
    "popup modal overlay dialog lightbox toast",
    "cookie consent gdpr privacy",
    "banner promo sponsor advert adsbox outbrain taboola",
    "caption figcap credit",
    "figure image photo picture thumb img gallery",
    "video player media audio podcast",
    "slide carousel swiper slick",
    "widget module component block",
    "list",
    "item card teaser tile",
    "feed grid stream loop river",
    "pagination pager page-nav pagenav paging next prev",
    "copyright legal disclaimer shengming banquan",
    "summary lead intro abstract standfirst excerpt deck description desc",
    "product price cart shop buy sku",
    "review rating star",
    "quote blockquote",
    "code highlight syntax pre-",
    "table tbl row",
    "search form input",
    "bio avatar user profile member",
    "rank hot popular trending most latest newest",
    "print hide hidden sr-only screen-reader visually noprint invisible",
    "toc index contents",
    "wrap container outer inner",
    "rich markdown prose editorial wysiwyg ue_ trs_ zoom cke",
    "paragraph para",
    "live liveblog ticker update",
    "map event schedule",
    "tool action btn button",
    "job recipe ingredient step instruction",
    "section",
)
REGIONS = ("nav", "header", "footer", "aside", "figure", "form", "article", "main")
# The groups of each word, as bits.
WORD_GROUPS: dict[str, int] = {}
for _bit, _line in enumerate(WORDS):
    for _word in _line.split():
        WORD_GROUPS[_word] = WORD_GROUPS.get(_word, 0) | 1 << _bit
