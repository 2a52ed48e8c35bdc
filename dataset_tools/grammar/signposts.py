"""Lines that lead the reader elsewhere: read also, next article, tags, share, subscribe, counts."""

import re

from dataset_tools.grammar import longest_first

SIGNPOST_CHARS = 200  # a longer line is prose
CALL_CHARS = 120  # of a call to subscribe or to share
ORIGINAL_TITLE = re.compile(r"^[(（【\[]?\s*原标题\s*[:：]")
FIRST_LETTER = 8  # characters that may stand before it: the kernel looks no further (LEAD)
MOST_TOKENS = 24  # of a line of counts: numbers, words and what stands between

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
    "|相关阅读|相关新闻|相关链接|相关报道|相关文章|延伸阅读|延伸閱讀|相關新聞|相關文章|推荐阅读"
    "|推薦閱讀|更多阅读"
)
_LABELS = (  # of what stands behind a colon
    "watch|watch more|watch now|more|see also|listen|video|videos|photos|photo gallery|gallery"
    "|in pictures|podcast|explainer|from the archives|next|previous|next article|previous article"
    "|next post|previous post|next story|previous story|tags|tagged|topics|filed under|categories"
    "|category|posted in|related topics"
    "|im video|bildergalerie|fotostrecke|schlagwörter|schlagworte|stichworte|themen"
    "|nächster artikel|vorheriger artikel|nächster beitrag|vorheriger beitrag"
    "|vidéo|en vidéo|mots-clés|article suivant|article précédent|vídeo|etiquetas|palabras clave"
    "|temas|siguiente artículo|artículo anterior|articolo successivo|articolo precedente|tag"
    "|próximo artigo|artigo anterior|palavras-chave|trefwoorden|volgend artikel|vorig artikel"
    "|tagi|następny artykuł|poprzedni artykuł|теги|метки|ключевые слова|следующая статья"
    "|предыдущая статья|следующая новость|предыдущая новость|следующая запись|предыдущая запись"
    "|видео|etiketler|sonraki haber|önceki haber|sonraki yazı|önceki yazı"
    "|タグ|キーワード|次の記事|前の記事|태그|키워드|다음 기사|이전 기사|다음글|이전글"
    "|标签|標籤|关键词|關鍵字|关键字|上一篇|下一篇|上一条|下一条|上一页|下一页|上一頁|下一頁"
    "|上一章|下一章|字号|字體|更多新聞|看更多|更多报道|往期回顾|专题链接"
)
_SERVICES = (
    "facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit|tumblr|instagram|youtube|threads"
    "|bluesky|mastodon|messenger|pocket|flipboard|email|e-mail|mail|correo|print|drucken|imprimer"
    "|imprimir|stampa|copy link|share|teilen|tweet|pin|vk|xing|line|feedly|rss|vkontakte|viber"
    "|はてブ|はてなブックマーク|카카오톡|카카오스토리|페이스북|트위터|네이버|밴드|微信|微博|新浪微博|qq|qq空间|qq好友"
    "|朋友圈|豆瓣|复制链接|複製連結|打印|вконтакте|одноклассники"
)
_COUNTED = (  # with a number
    "views|view|comments|comment|replies|reply|shares|share|likes|like|followers"
    "|kommentare|kommentar|aufrufe|commentaires|commentaire|vues|comentarios|comentario|visitas"
    "|commenti|commento|comentários|visualizações|reacties|reactie|komentarzy|komentarze"
    "|wyświetleń|комментариев|комментария|комментарий|просмотров|просмотра|yorum|görüntülenme"
    "|コメント|いいね|좋아요|댓글|조회|조회수|点赞|点讚|收藏|阅读|评论|转发|分享|喜欢|在看|次阅读"
    "|次浏览|人阅读|条评论|人评论|次播放|人赞同|阅读量|阅读数|浏览量|浏览次数|点击数|点击量|访问量"
)
_ALONE = (
    "advertisement|advertising|sponsored|story continues below|story continues below advertisement"
    "|article continues below|article continues below advertisement|article continues below this ad"
    "|article continues after advertisement|continue reading|continue reading below"
    "|continue reading the main story|skip advertisement|share|share this|share this article"
    "|share this story|share this post|share on facebook|share on twitter|comments|leave a comment"
    "|sign up|subscribe|follow us|back to top|return to top|top of page|copy link|link copied"
    "|copied|print this article|print this page|text size|font size|loading|send by email"
    "|next article|previous article|next post|previous post|next story|previous story"
    "|anzeige|werbung|weiterlesen nach der anzeige|artikel teilen|teilen|kommentare|drucken"
    "|nach oben|zum seitenanfang|zur startseite|zurück zur startseite|zur übersicht"
    "|nächster artikel|vorheriger artikel|nächster beitrag|vorheriger beitrag|link kopieren"
    "|artikel drucken|seite drucken"
    "|newsletter abonnieren|jetzt abo abschließen und weiterlesen"
    "|publicité|la suite après la publicité|la suite après cette publicité|partager|commentaires"
    "|réagir|réactions|retour en haut|haut de page|article suivant|article précédent|imprimer"
    "|copier le lien"
    "|publicidad|continúa después de la publicidad|compartir|comentarios|volver arriba"
    "|siguiente artículo|artículo anterior|siguiente noticia|noticia anterior|imprimir"
    "|copiar enlace|enviar por correo"
    "|pubblicità|continua a leggere|condividi|commenti|riproduzione riservata"
    "|torna su|articolo successivo|articolo precedente|stampa|copia link"
    "|publicidade|continua após a publicidade|continua depois da publicidade|compartilhar"
    "|compartilhe|comentários|voltar ao topo|próximo artigo|artigo anterior|próxima notícia"
    "|notícia anterior|copiar link"
    "|advertentie|artikel gaat verder onder de advertentie|deel dit artikel|delen|reacties"
    "|terug naar boven|volgend artikel|vorig artikel|link kopiëren"
    "|reklama|dalszy ciąg materiału pod wideo|dalsza część artykułu pod materiałem wideo"
    "|dalsza część tekstu pod wideo|udostępnij|komentarze"
    "|następny artykuł|poprzedni artykuł|do góry|drukuj|kopiuj link"
    "|реклама|поделиться|комментарии|реклама на|наверх|вверх|следующая статья|предыдущая статья"
    "|следующая новость|предыдущая новость|версия для печати|распечатать|скопировать ссылку"
    "|обсудить"
    "|reklam|haberin devamı|haberin devamı için tıklayınız|paylaş|yorumlar"
    "|sonraki haber|önceki haber|yazdır|yukarı dön|yukarı çık"
    "|annons|annonse|annonce|mainos"
    "|広告|スポンサーリンク|シェアする|シェア|コメント|次の記事|次の記事へ|前の記事|前の記事へ"
    "|ページトップへ|ページの先頭へ|印刷する|記事を印刷|印刷|광고|공유하기|공유|댓글|다음 기사"
    "|이전 기사|다음글|이전글|인쇄|맨 위로|글자 크기|url 복사|广告|廣告|分享|评论|上一篇|下一篇"
    "|上一页|下一页|打印|打印本页|关闭|打印 关闭|打印】 【关闭|打印】【关闭|字号|收藏本文"
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
    "temps de lecture|lesezeit|lesedauer|reading time|tiempo de lectura|tempo di lettura"
    "|tempo de leitura|leestijd|czas czytania|время чтения"
)
_MINUTES = (  # behind a number
    "min read|mins read|minute read|minutes read|minuti di lettura|minuto di lettura"
    "|min di lettura|min. lesezeit|min lesezeit|minuten lesezeit|min lesedauer|min. lesedauer"
    "|minuten lesedauer|min de lecture|min. de lecture"
    "|minutes de lecture|minutos de lectura|min de lectura|minutos de leitura|min de leitura"
    "|minuten leestijd|min leestijd|min czytania|минут чтения|мин чтения|мин. чтения|dk okuma"
)
_BORDER = r"(?:(?![^\W_])|(?<=[\u2e80-\ud7ff]))"  # of a word of a script with spaces


def _either(phrases: str) -> str:
    return longest_first(phrases.split("|"))


_TIMED = (
    rf"(?:{_either(_TIME)}){_BORDER}\s?[:：]?\s?(?:[cC]a\.?\s)?\d{{1,3}}(?:\s?[mM]in\w{{0,6}})?"
)
_MINUTED = rf"\d{{1,3}}[\s-]?(?:{_either(_MINUTES)})"
READING_TIME = re.compile(f"{_TIMED}|{_MINUTED}")
_CALLS = (  # how calls to subscribe, to follow and to share begin, and what else stands in them
    rf"(?:{_either(_SUBSCRIBE)}){_BORDER}.{{0,80}}?"
    r"(?i:newsletter|boletín|boletines|inbox|рассылк|telegram|abone|登録|구독|nieuwsbrief)"
    rf"|(?:{_either(_FOLLOW)}){_BORDER}"
    rf"|(?:{_either(_SHARE)}){_BORDER}.{{0,20}}?(?i:facebook|twitter|whatsapp|linkedin|e-?mail|telegram|\bx\b)"
    r"|[rR](?i:elated)\s?(?:[:：]|\W{0,4}\Z)"
    rf"|{_TIMED}|{_MINUTED}\Z"
)
_MARKS = r"[\s(（\[【|/>*»›–—·•→▶►-]{0,4}"
_OPENINGS = (
    f"{_READ_ALSO}|{_LABELS}|{_COUNTED}|{_SERVICES}|{_ALONE}|{_SUBSCRIBE}|{_FOLLOW}|{_SHARE}|{_TIME}|{_MINUTES}"
    "|related".split("|")
)
# One opens each such line; those that open with another one of them are left out.
SIGNPOST_WORDS = tuple(
    sorted(w for w in {*_OPENINGS} if not any(w.startswith(f"{other} ") for other in _OPENINGS))
)
_READ_ALSO_LINE = re.compile(
    rf"{_MARKS}(?:{_either(_READ_ALSO)})"
    r"(?:[\W_]{0,4}\Z|\s?[:：|>»→–—-]\s?\S|\s(?P<title>\S))"
)
_WHOLE_LINE = re.compile(rf"{_MARKS}(?:{_either(_ALONE)})(?:[\W_]{{1,3}}\d{{1,5}})?[\W_]{{0,3}}\Z")
_CALL_LINE = re.compile(rf"{_MARKS}(?:{_CALLS})")
_SERVICE_LINE = re.compile(  # buttons to share with, without words between them
    rf"{_MARKS}(?:{_either(_SERVICES)})(?:[\s|·•/]{{1,4}}(?:{_either(_SERVICES)}|[xX])){{2,9}}\W{{0,3}}\Z"
)
_LABEL_LINE = re.compile(rf"{_MARKS}(?P<label>{_either(_LABELS)})\s?[:：]\s?[^\W\d]")
_COUNT_TOKEN = re.compile(
    rf"(?P<number>\d[\d.,]{{0,8}}(?:\s?[kKmM](?![^\W_])|[万萬千])?)|(?P<word>{_either(_COUNTED)}){_BORDER}"
    r"|[\s|·•:：()（）]{1,4}"
)


def is_signpost(text: str, link_chars: int = 0) -> bool:
    """Say whether a line only points elsewhere; `link_chars` of it are links.

    >>> is_signpost("Lire aussi : La fête du pont"), is_signpost("Read more than once, it palls.")
    (True, False)
    """
    if len(text) > SIGNPOST_CHARS:
        return False
    if _WHOLE_LINE.match(text) or _SERVICE_LINE.match(text):
        return True
    if (label := _LABEL_LINE.match(text)) and text[-1] not in ".!?。":
        return not label["label"][0].islower()  # tags: [a, b] is code
    if _is_counts(text):
        return True
    if leads := _READ_ALSO_LINE.match(text):
        linked = 2 * link_chars > len(text)
        return linked or not leads["title"] or (leads["title"].isupper() and text[-1] not in ".!?")
    return len(text) <= CALL_CHARS and _CALL_LINE.match(text) is not None


def _is_counts(text: str) -> bool:
    """Say whether a line is nothing but a few words and their numbers: 12 views, 3 comments."""
    if not any(map(str.isalpha, text[: FIRST_LETTER + 1])):
        return False
    seen = {"number": 0, "word": 0, None: 0}
    position = 0
    while position < len(text) and sum(seen.values()) < MOST_TOKENS:
        token = _COUNT_TOKEN.match(text, position)
        if token is None:
            return False
        seen[token.lastgroup] += 1
        position = token.end()
    return position == len(text) and seen["number"] > 0 and seen["word"] > 0
