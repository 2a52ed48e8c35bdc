"""Sentences that a site prints on many pages: disclaimers, paywalls, calls to write in, players."""

import re

from dataset_tools.grammar import HAN, by_first_letter

BOILERPLATE_CHARS = 300  # a longer line is prose
_GAP = "…"  # up to 60 characters of the same sentence

# Lines open with one of these, or are one of these where it ends with "$". What ends with "*",
# always behind a gap, is a part of a word.
_OPENINGS = """
the views expressed|the opinions expressed|views expressed…are|opinions expressed…are
the views and opinions expressed|disclaimer:|this article is for informational purposes
this article is for information purposes|this content is for informational purposes
this article does not constitute|this article contains affiliate|this post contains affiliate
this page contains affiliate|this story contains affiliate|we may earn…commission
we may receive…commission|we earn…commission|we may be compensated|when you purchase through
when you buy through|if you buy…through|if you purchase…through|purchases made through|have a tip
have a news tip|got a tip|got a news tip|got a story|have you got a story|do you have a story
do you have a tip|have a confidential tip|send us a tip|send tips to
do you have information about this|do you know more about this story|contact the author
email the author|download our app|download the…app$|get our app|get the app$|follow…on google news
follow…on twitter|follow…on facebook|follow…on instagram|follow…on x$|follow…on social media
add us as a preferred|make us a preferred|like us on facebook|find us on facebook
join our whatsapp|join our telegram|join the conversation|join the discussion|comments are closed
comments are disabled|comments are turned off|comments have been closed|commenting is closed
commenting is disabled|comments on this article|comments on this piece|please keep comments
please keep your comments|log in to comment|sign in to comment|login to comment
you must be logged in to|be the first to comment|let us know in the comments
tell us in the comments|share your thoughts|your email address will not be
required fields are marked|save my name, email|this site uses akismet|notify me of
there are no comments|no comments yet|this content can also be viewed
this content is imported from|you may be able to find the same
you may be able to find more information about this|swipe to scroll|your browser does not support
your browser is not supported|this browser does not support|please enable javascript
javascript is required|javascript is disabled|to play this video|this video can not be played
this video cannot be played|waiting for your permission|we need your permission
we ask for your permission before|this article contains content provided by|to view this content
view this post on|a post shared by|click to share on|click to email|click to print
click here to sign up|click here to subscribe|like this: like|listen to this article
listen to this story|audio by carbonatix|this audio is auto-generated
this article is for subscribers|this article is exclusive to|this article is reserved for
this story is for subscribers|this content is for subscribers|this content is for members
already a subscriber|already a member|already have an account|not a subscriber
subscribe to continue|subscribe to read|subscribe now to|log in to continue|sign in to continue
log in to read|sign in to read|to continue reading|to read the full|to keep reading
you have reached your limit|you've reached your limit|create a free account to
register for free to|become a subscriber|support independent journalism|support our journalism
support quality journalism|report a typo|report an error|report a correction|found a mistake
found an error|spot an error|spotted an error|jump to section|skip to content|skip to main
we value your privacy|we care about your privacy|we and our partners|we use cookies
this site uses cookies|this website uses cookies|our site uses cookies|by clicking…cookies
by clicking “accept|by continuing to use|by continuing to browse|manage your cookie|accept all$
accept cookies$|accept all cookies$|reject all$|cookie settings$|manage preferences$
your email address$|enter your email|please enter a valid email|please sign up for|by signing up
by subscribing,|by providing your email|you can unsubscribe at any time|unsubscribe at any time
people are also reading|be the first to know|reach the writer|reach the reporter
appeared in the…print edition|published in the print edition|published in the…issue
click to expand$|last edited by…time*|from wikipedia, the free|why you can trust
how we rate and review|how we test and review|materials provided by|note: content may be edited
this article has been reviewed according|this article has been fact-checked|still need help
did you find what you|was this page helpful|was this article helpful|was this helpful
did you find this helpful|this post may contain|this article may contain|this page may contain
the audio for this story was|the audio version of this|will you support our
will you support…journalism*|with assistance from|with assistance by|with reporting by
additional reporting by|this story was originally published|people who viewed this item
customers who viewed this|you are visitor number|no credit card required$
thanks for signing up|thank you for signing up|thank you for subscribing|a welcome email is on
the next issue of…inbox|an error occurred|something went wrong$|want more…newsletter
this newsletter may contain|by clicking sign up|with files from…$|with inputs from…$
with agency inputs|the associated press contributed
gastbeiträge geben|gastbeiträge müssen|gastkommentare geben|gastkommentare müssen
gastkommentare und|namentlich gekennzeichnete|die hier geäußerten|die in diesem artikel geäußerten
haftungsausschluss:|dieser artikel stellt keine|dieser beitrag stellt keine
dieser artikel enthält…affiliate|dieser beitrag enthält…affiliate
dieser artikel enthält sogenannte|wenn sie über einen dieser links|wenn sie über diese links
wenn du über einen dieser links|die mit…gekennzeichneten links|für käufe über
über dieses thema berichtet|dieses thema im programm|dieser artikel ist nur für
dieser artikel ist exklusiv|dieser inhalt ist nur|nur für abonnenten|exklusiv für abonnenten
bereits abonnent|sie sind bereits abonnent|schon abonnent|sie haben bereits ein|jetzt anmelden und
jetzt registrieren und|weiterlesen mit|um diesen artikel zu lesen|um weiterzulesen
jetzt kostenlos testen|artikel anhören|diesen artikel anhören|beitrag anhören|fehler gefunden
sie haben einen fehler gefunden|haben sie hinweise|haben sie einen fehler|schreiben sie uns
laden sie unsere app|laden sie die…app$|folgen sie…google news|folgen sie…facebook
folgen sie…whatsapp|folgen sie…instagram|diskutieren sie mit|diskutiere mit|die kommentarfunktion
die kommentare sind geschlossen|kommentare sind geschlossen|bitte melden sie sich an
externer inhalt|externe inhalte|an dieser stelle finden sie|an dieser stelle befindet sich
ich bin damit einverstanden, dass|mit dem klick auf|wir benötigen ihre zustimmung
wir benötigen ihre einwilligung|wir brauchen ihre zustimmung|empfohlener redaktioneller inhalt
empfohlener externer inhalt|um diesen inhalt zu|ihr browser unterstützt|dein browser unterstützt
bitte aktivieren sie javascript|wir schätzen ihre privatsphäre|wir und unsere partner
wir verwenden cookies|wir nutzen cookies|wir setzen cookies|diese website verwendet cookies
diese webseite verwendet cookies|diese website nutzt cookies|alle akzeptieren$|alle ablehnen$
cookie-einstellungen$|ihre e-mail-adresse$|deine e-mail-adresse$|mit der anmeldung
mit ihrer anmeldung|ihre anmeldung war erfolgreich|vielen dank für ihre anmeldung
sie können sich jederzeit…abmelden|eine abmeldung ist jederzeit|mit material von…$
mit informationen von…$|mit agenturmaterial|auf facebook teilen
les opinions exprimées|les propos tenus|cet article est réservé|article réservé aux
contenu réservé aux|réservé aux abonnés|déjà abonné|il vous reste…à lire|pour lire la suite
pour continuer la lecture|abonnez-vous pour|écouter cet article|écouter l'article
une erreur à signaler|signaler une erreur|télécharger l'application|téléchargez l'application
téléchargez notre application|suivez…google news|rejoignez notre|les commentaires sont fermés
les commentaires sont réservés|soyez le premier à commenter|connectez-vous pour
ce contenu est bloqué|votre navigateur ne|cet article contient…affili*|laisser un commentaire
nous respectons votre vie privée|nous utilisons des cookies|ce site utilise des cookies
nos partenaires et nous|en cliquant sur…cookies|tout accepter$|tout refuser$
continuer sans accepter|votre adresse e-mail$|en vous inscrivant|votre adresse e-mail ne sera
avec l'afp$
las opiniones expresadas|las opiniones vertidas|contenido exclusivo para
exclusivo para suscriptores|¿ya eres suscriptor|ya eres suscriptor|¿ya tienes cuenta
inicia sesión para|regístrate gratis|regístrate para|suscríbete para|para seguir leyendo
escuchar este artículo|escucha este artículo|escuchar el artículo|descarga nuestra|descarga la app
descárgate nuestra|sigue…google news|únete a nuestro|únase a nuestro|los comentarios están
normas de uso de los|normas de participación|sé el primero en comentar|deja un comentario
deja tu comentario|tu dirección de correo|con información de…$|con informaciones de…$
valoramos tu privacidad|nosotros y nuestros socios|utilizamos cookies|usamos cookies
este sitio utiliza cookies|este sitio web utiliza cookies|aceptar todo$|aceptar todas$
rechazar todo$|tu correo electrónico$|al suscribirte|al registrarte|tu navegador no
este contenido es exclusivo|este artículo es exclusivo|este artículo contiene…afili*
le opinioni espresse|contenuto riservato|articolo riservato|riservato agli abbonati
sei già abbonato|già abbonato|abbonati per|per continuare a leggere|ascolta questo articolo
ascolta l'articolo|scarica l'app|scarica la nostra|segui…google news|unisciti al
iscriviti al nostro|i commenti sono chiusi|lascia un commento|il tuo indirizzo email
noi e i nostri|utilizziamo i cookie|questo sito utilizza|questo sito usa i cookie|accetta tutto$
accetta tutti$|rifiuta tutto$|il tuo browser non|questo articolo contiene…affilia*
con informazioni di…$
as opiniões expressas|conteúdo exclusivo|exclusivo para assinantes|já é assinante|já tem conta
para continuar lendo|assine para|faça login para|cadastre-se para|ouvir o artigo|ouça o artigo
ouça esta reportagem|baixe o app|baixe o nosso|baixe nosso|siga…google news|participe do nosso
entre no nosso|inscreva-se no|clique aqui para|os comentários são|os comentários estão
deixe um comentário|deixe seu comentário|o seu endereço de e-mail|com informações da…$
com informações do…$|com informações de…$|nós e os nossos|utilizamos cookies|usamos cookies
este site utiliza cookies|este site usa cookies|aceitar todos$|rejeitar todos$|seu navegador não
este artigo contém…afili*
über dieses thema berichtete|war diese seite hilfreich|war dieser artikel hilfreich
si quieres apoyar la elaboración|seguir leyendo|participe do canal|veja mais notícias
dit artikel is alleen voor|dit artikel is exclusief|alleen voor abonnees|al abonnee
heb je al een account|om verder te lezen|luister naar dit artikel|beluister dit artikel
download onze app|download de app$|volg…google news|reageren is niet|fout gezien|foutje gezien
wij gebruiken cookies|we gebruiken cookies|deze website gebruikt cookies|alles accepteren$
alles weigeren$|tip de redactie|heb je een tip|uw browser ondersteunt
artykuł dostępny|treść dostępna tylko|tylko dla prenumeratorów|masz już konto|masz już prenumeratę
zaloguj się|posłuchaj artykułu|pobierz naszą|pobierz aplikację$|obserwuj…google news
zauważyłeś błąd|zauważyłaś błąd|znalazłeś błąd|masz temat|napisz do nas|dołącz do nas
ta strona używa|używamy plików cookie|my i nasi partnerzy|zaakceptuj wszystkie$
twoja przeglądarka nie|komentowanie zostało
мнение редакции может|мнение автора может|точка зрения редакции может|позиция редакции может
нашли ошибку|нашли опечатку|если вы нашли|если вы заметили|заметили ошибку|выделите…ctrl
увидели ошибку|читайте нас|подпишитесь|подписывайтесь|скачайте наше|скачайте приложение
следите за нашими|оставайтесь с нами|войдите, чтобы|авторизуйтесь|оставить комментарий
комментарии закрыты|материал доступен|статья доступна|доступно только подписчикам
мы используем cookie|мы используем файлы|этот сайт использует|принять все$|ваш браузер не
включите javascript|больше новостей|присоединяйтесь|сообщить об ошибке|прислать новость
bu haber sadece|bu içerik sadece|haberi dinle|bu haberi dinle|uygulamamızı|bizi…takip edin
yorum yapmak için|yorum yapabilmek|abone olmak için|zaten abone|devamını okumak için|tarayıcınız
bu site çerez|tümünü kabul et$
この記事は…会員限定|この記事は有料|この記事は会員|有料会員限定|会員限定|残り…文字|ログインして続き
無料会員登録|会員登録すると|続きは会員|続きをお読み|続きを読むには|アプリをダウンロード$
※記事の内容は|※掲載内容は|※この記事は|コメントを書く|lineで送る|この記事をシェア
この記事が気に入ったら|当サイトでは…クッキー|当サイトは…クッキー|当サイトでは…cookie|すべて同意$
お使いのブラウザ|フォローする|友だち追加|ご意見・ご感想|情報提供は
이 기사는 유료|이 기사는 회원|유료회원|로그인 후 이용|로그인하시면|앱 다운로드$|앱 설치$|기사 제보
본 사이트는 쿠키|이 사이트는 쿠키|모두 동의$|제보는|제보하기|네이버에서…구독|구독하고|구독신청
댓글을 작성|댓글 쓰기|이 기사를 공유|카카오톡에서…제보
免责声明|免責聲明|风险提示:本文|风险提示:市场|风险提示:投资|风险提示:以上|风险提示:文章
特别声明:以上|特别声明:本文|声明:…仅供参考|声明:…不构成|本文仅代表|本文只代表|本文仅供参考
本文不构成|本文僅代表|以上内容仅|以上内容不代表|以上内容不构成|以上观点仅|以上观点不|以上言论
文中观点|文章观点仅|文章观点不|作者观点仅|作者观点不|股市有风险…谨慎|市场有风险…谨慎
投资有风险…谨慎|理财有风险…谨慎|投資有風險…謹慎|扫描…二维码|掃描…二維碼|扫一扫…关注|扫一扫…分享
扫一扫…二维码|扫一扫$|扫码关注|扫码下载|扫码加|扫码进|扫码阅读|长按…二维码|长按…关注|長按…二維碼
识别二维码|微信扫一扫|微信扫码|欢迎关注|歡迎關注|关注…公众号|关注…官方微信|关注…官方微博|关注我们
關注我們|追蹤我們|追踪我们|按讚追|按讚加|微信搜索|微信号:|公众号:|官方微信:|官方微博:|点击上方
点击蓝字|点击关注|点击下载…app$|点击下载…客户端$|點擊下載|点击展开|点击查看全文|点击查看更多
点击阅读|点击“阅读原文|点击"阅读原文|点击订阅|点击进入专题|更多精彩内容|更多精彩$|更多精彩请
更多内容请|更多资讯请|更多资讯,|更多报道请|更多新闻请|下载…客户端$|下载…app$|下載…app$|立即下载
立即下載|打开app阅读|打开app查看|打开app看|打开app体验|打开app$|打开…app阅读|打开…app查看|打開app
展开全文|展开阅读全文|查看全文|阅读全文|阅读原文|閱讀全文|閱讀原文|查看原文|查看更多|分享至
分享到:|分享到微|分享到朋|分享到qq|分享到新浪|分享給|转发至|加入line|加入…好友$|网友评论|網友評論
我要评论|发表评论$|發表評論$|我来说两句|登录后发表|登录后评论|登录后查看|登录后可查看|登录后可评论
登錄後|请登录|请先登录|暂无评论|還沒有評論|还没有评论|文明上网|信息来源于网络|图片来源于网络
图片来自网络|图片源自网络|圖片來源於網路|文章来源于网络|本文来自网络|本文来源于网络|内容来源于网络
部分图片来|如有侵权|如有侵犯|若有侵权|侵权请联系|侵删|投稿邮箱|投稿信箱|投稿热线|新闻热线|新闻爆料
报料热线|爆料热线|爆料请|爆料联系|联系邮箱:|商务合作:|商务合作请|广告热线|广告合作|如有新闻线索
欢迎提供新闻线索|欢迎投稿|欢迎爆料|欢迎来稿|您可通过…收藏|加载中$|正在加载$|数据加载中$
视频加载失败|视频加载中|我们使用…cookie|本网站使用…cookie|本站使用…cookie|全部接受$
接受所有…cookie|请输入您的邮箱|请输入邮箱|订阅即表示|您的浏览器不|您的浏览器版本|你的浏览器不
请升级浏览器|请刷新|刷新重试|举报$|舉報$|举报电话|举报邮箱|举报投诉|投诉建议$|大家都在看$
往期推荐|往期回顾|往期精选|往期文章|复制代码$|複製代碼$|本帖最后由…编辑|本帖最後由…編輯
请继续往下阅读|請繼續往下閱讀|继续往下阅读|繼續往下閱讀|下载app|下載app|立即订阅|立即訂閱|發信站:|发信站:
文章網址:|题图来自|題圖來自|头图来自|封面图来自|封面图片来自|配图来自|喜欢我的作品吗|喜歡我的作品嗎|这篇影评可能有剧透
这篇书评可能有关键|這篇影評可能有|更多…報導$|更多…报道$|加好友进群|进群请加
猜你喜欢$|猜你喜歡$|为您推荐$|为你推荐$|热门推荐$|热门文章$|精彩推荐$|编辑推荐$|相关推荐$
今日推荐$|返回顶部|返回首页|回到顶部|回到首页|回首頁|返回列表$|返回目录$
"""
_WORDS = [word for line in _OPENINGS.split("\n") for word in line.split("|") if word]


def _both_quotes(word: str) -> list[str]:
    return [word, word.replace("'", "’")] if "'" in word else [word]


def _opening(word: str) -> str:
    """Return how lines with a phrase open, for the kernel: a word, from its first letter on."""
    return re.split(rf"[{_GAP}:,$*]", word)[0].strip("※¿ ")


_OPENING_WORDS = (opening for word in _WORDS for opening in _both_quotes(_opening(word)))
BOILERPLATE_WORDS = tuple(dict.fromkeys((*_OPENING_WORDS, "作者", "本文作者")))
_MARKS = r"[\s(\[（【|/>*»›–—·•→▶►▲★■●◆※¿-]{0,4}"


def _pattern(word: str) -> str:
    parts = [_part(part) for part in word.rstrip("$").split(_GAP)]
    return r"(?-i:[^.!?。]{0,60}?)".join(parts) + (r"[\W\d_]{0,8}\Z" if word[-1] == "$" else "")


def _part(words: str) -> str:
    """Return a pattern of some words, which end where a word ends in scripts with spaces."""
    escaped = re.escape(words.rstrip("*")).replace(r"\ ", r"\s").replace("'", "['’]")
    ends = words[-1:].isalnum() and words[-1] < "\u2e80"
    found = escaped.replace(":", r"\s?[:：]").replace(",", "[,，]")
    return found + (r"(?![^\W_])" if ends else "")


_LINE = re.compile(rf"{_MARKS}(?:{by_first_letter(map(_pattern, _WORDS))})")
_DESK = re.compile(  # 社會中心／綜合報導
    rf"[\s▲]{{0,2}}[{HAN}]{{2,6}}(?:中心|組|组)\s?[/／]\s?[{HAN}]{{2,6}}[报報][导導]\Z"
)


_WRITER = re.compile(  # （作者系某某大学教授）, a line of its own
    r"[(（](?:本文)?作者(?:[系为為是]|单位|單位)[^()（）]{2,80}[)）][。.]?\s{0,2}\Z"
)


def is_boilerplate(text: str) -> bool:
    """Say whether a line is a sentence of the site and not of the text.

    >>> is_boilerplate("This article is for subscribers only."), is_boilerplate("This is it.")
    (True, False)
    """
    if len(text) > BOILERPLATE_CHARS:
        return False
    return any(pattern.match(text) for pattern in (_LINE, _DESK, _WRITER))
