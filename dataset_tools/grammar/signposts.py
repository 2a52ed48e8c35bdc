"""Lines that lead the reader elsewhere: read also, advertisement, share, subscribe, comments."""

import re

from dataset_tools.grammar import longest_first

SIGNPOST_CHARS = 200  # a longer line is prose
CALL_CHARS = 120  # of a call to subscribe or to share

_READ_ALSO = (
    "read more|read also|also read|read next|see also in this section|more on this story"
    "|more on this topic|more on this|more from this section|related story|related stories"
    "|related article|related articles|related news|related coverage|related content"
    "|recommended reading|recommended for you|recommended stories|you may also like"
    "|you might also like|don't miss|must read"
    "|lesen sie auch|lesen sie dazu auch|lesen sie mehr|lesen sie hier|lies auch|mehr zum thema"
    "|mehr dazu|mehr lesen|zum thema|auch interessant|auch spannend|passend dazu|weiterlesen"
    "|das könnte sie auch interessieren|das könnte dich auch interessieren|weitere artikel"
    "|lire aussi|à lire aussi|lire également|à lire également|voir aussi|à voir aussi"
    "|lire plus|à lire|sur le même sujet|sur le même thème|pour aller plus loin|notre dossier"
    "|lea también|lee también|leer también|lea además|lea más|lee más|leer más|vea también"
    "|ver también|mira también|te puede interesar|le puede interesar|también te puede interesar"
    "|te recomendamos|más información|noticias relacionadas|noticia relacionada"
    "|artículos relacionados|sigue leyendo|además"
    "|leggi anche|leggi pure|leggi di più|vedi anche|guarda anche|potrebbe interessarti anche"
    "|potrebbe interessarti|ti potrebbe interessare anche|ti potrebbe interessare|per approfondire"
    "|approfondisci|articoli correlati|notizie correlate"
    "|leia também|leia mais|leia ainda|leia a seguir|veja também|veja mais|confira também"
    "|saiba mais|notícias relacionadas|matérias relacionadas|mais sobre"
    "|lees ook|lees meer|lees verder|bekijk ook|meer over dit onderwerp|gerelateerde artikelen"
    "|czytaj także|czytaj też|czytaj również|czytaj więcej|czytaj dalej|zobacz też|zobacz także"
    "|zobacz również|przeczytaj także|przeczytaj też|przeczytaj również|polecamy|warto przeczytać"
    "|читайте также|читать также|читайте ещё|читайте еще|смотрите также|читать далее|по теме"
    "|ещё по теме|еще по теме|материалы по теме|ранее по теме"
    "|ayrıca okuyun|bunu da okuyun|ilgili haber|ilgili haberler|bunlar da ilginizi çekebilir"
    "|devamını oku|les også|läs också|läs mer|läs även|læs også|lue myös"
    "|あわせて読みたい|関連記事|関連リンク|関連ニュース|おすすめ記事|こちらもおすすめ|続きを読む"
    "|관련기사|관련 기사|관련뉴스|관련 뉴스|추천기사|더보기"
    "|相关阅读|相关新闻|相关链接|相关报道|相关文章|延伸阅读|延伸閱讀|相關新聞|相關文章|推荐阅读|推薦閱讀|更多阅读"
)
_ALONE = (
    "advertisement|advertising|sponsored|story continues below|story continues below advertisement"
    "|article continues below|article continues below advertisement"
    "|article continues after advertisement|continue reading|continue reading below"
    "|continue reading the main story|skip advertisement|share|share this|share this article"
    "|share this story|share this post|share on facebook|share on twitter|comments|leave a comment"
    "|sign up|subscribe|follow us"
    "|anzeige|werbung|weiterlesen nach der anzeige|artikel teilen|teilen|kommentare|drucken"
    "|newsletter abonnieren|jetzt abo abschließen und weiterlesen"
    "|publicité|la suite après la publicité|la suite après cette publicité|partager|commentaires"
    "|réagir|réactions"
    "|publicidad|continúa después de la publicidad|compartir|comentarios"
    "|pubblicità|continua a leggere|condividi|commenti|riproduzione riservata"
    "|publicidade|continua após a publicidade|continua depois da publicidade|compartilhar"
    "|compartilhe|comentários"
    "|advertentie|artikel gaat verder onder de advertentie|deel dit artikel|delen|reacties"
    "|reklama|dalszy ciąg materiału pod wideo|dalsza część artykułu pod materiałem wideo"
    "|dalsza część tekstu pod wideo|udostępnij|komentarze"
    "|реклама|поделиться|комментарии|реклама на"
    "|reklam|haberin devamı|haberin devamı için tıklayınız|paylaş|yorumlar"
    "|annons|annonse|annonce|mainos"
    "|広告|スポンサーリンク|シェアする|シェア|コメント|광고|공유하기|공유|댓글|广告|廣告|分享|评论"
)
_SUBSCRIBE = (
    "sign up|subscribe|join|get the|get our|receive|melden sie|melde dich|jetzt|abonnieren sie"
    "|abonniere|abonnez-vous|inscrivez-vous|recevez|suscríbete|suscríbase|apúntate|recibe"
    "|iscriviti|ricevi|assine|inscreva-se|receba|meld je|schrijf je|zapisz się|подпишитесь"
    "|подписывайтесь|bültenimize|メルマガ|뉴스레터"
)
_FOLLOW = (
    "follow us|folgen sie uns|folge uns|suivez-nous|síguenos|seguici|siga-nos|volg ons"
    "|obserwuj nas|śledź nas|подписывайтесь на|bizi takip edin"
)
_SHARE = (
    "share|teilen|partager|partagez|comparte|compartir|condividi|compartilhe|udostępnij"
    "|поделиться|paylaş"
)
_TIME = (
    "temps de lecture|lesezeit|reading time|tiempo de lectura|tempo di lettura|tempo de leitura"
    "|leestijd|czas czytania|время чтения"
)
_MINUTES = (  # behind a number
    "min read|mins read|minute read|minutes read|minuti di lettura|minuto di lettura"
    "|min di lettura|min. lesezeit|min lesezeit|minuten lesezeit|min de lecture|min. de lecture"
    "|minutes de lecture|minutos de lectura|min de lectura|minutos de leitura|min de leitura"
    "|minuten leestijd|min leestijd|min czytania|минут чтения|мин чтения|мин. чтения|dk okuma"
)
_BORDER = r"(?:(?![^\W_])|(?<=[\u2e80-\ud7ff]))"  # of a word of a script with spaces


def _either(phrases: str) -> str:
    return longest_first(phrases.split("|"))


_CALLS = (  # how calls to subscribe, to follow and to share begin, and what else stands in them
    rf"(?:{_either(_SUBSCRIBE)}){_BORDER}.{{0,80}}?"
    r"(?:newsletter|boletín|boletines|inbox|рассылк|telegram|abone|登録|구독|nieuwsbrief)"
    rf"|(?:{_either(_FOLLOW)}){_BORDER}"
    rf"|(?:{_either(_SHARE)}){_BORDER}.{{0,20}}?(?:facebook|twitter|whatsapp|linkedin|e-?mail|telegram|\bx\b)"
    r"|related\s?(?:[:：]|\W{0,4}\Z)"
    rf"|(?:{_either(_TIME)}){_BORDER}\s?[:：]?\s?(?:ca\.?\s)?\d"
    rf"|\d{{1,3}}[\s-]?(?:{_either(_MINUTES)})\Z"
)
_MARKS = r"[\s(\[|/>*»›–—·•→▶►-]{0,4}"
_OPENINGS = (
    f"{_READ_ALSO}|{_ALONE}|{_SUBSCRIBE}|{_FOLLOW}|{_SHARE}|{_TIME}|{_MINUTES}|related".split("|")
)
# One opens each such line; those that open with another one of them are left out.
SIGNPOST_WORDS = tuple(
    sorted(w for w in {*_OPENINGS} if not any(w.startswith(f"{other} ") for other in _OPENINGS))
)
_READ_ALSO_LINE = re.compile(
    rf"{_MARKS}(?:{_either(_READ_ALSO)})"
    r"(?:[\W_]{0,4}\Z|\s?[:：|>»→–—-]\s?\S|\s(?P<title>\S))",
    re.IGNORECASE,
)
_WHOLE_LINE = re.compile(
    rf"{_MARKS}(?:{_either(_ALONE)})(?:[\W_]{{1,3}}\d{{1,5}})?[\W_]{{0,3}}\Z", re.IGNORECASE
)
_CALL_LINE = re.compile(rf"{_MARKS}(?:{_CALLS})", re.IGNORECASE)


def is_signpost(text: str, link_chars: int = 0) -> bool:
    """Say whether a line only points elsewhere; `link_chars` of it are links.

    >>> is_signpost("Lire aussi : La fête du pont"), is_signpost("Read more than once, it palls.")
    (True, False)
    """
    if len(text) > SIGNPOST_CHARS:
        return False
    if _WHOLE_LINE.match(text):
        return True
    if leads := _READ_ALSO_LINE.match(text):
        linked = 2 * link_chars > len(text)
        return linked or not leads["title"] or (leads["title"].isupper() and text[-1] not in ".!?")
    return len(text) <= CALL_CHARS and _CALL_LINE.match(text) is not None
