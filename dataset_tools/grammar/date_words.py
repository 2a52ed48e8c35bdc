"""Words of dates: months in 20 languages, names of zones, and what languages and countries use."""

import re

from dataset_tools.grammar import longest_first

_MONTH_WORDS = {
    1: (
        "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari "
        "stycznia sty января янв січня ocak oca tammikuuta ledna "
        "ianuarie ιανουαρίου január"
    ),
    2: (
        "february feb februar feber février févr fev febrero febbraio fevereiro februari "
        "fevr lutego lut февраля фев лютого şubat şub subat helmikuuta "
        "února februarie φεβρουαρίου február"
    ),
    3: (
        "march mar märz mrz mär mars marzo março maart mrt marts maret marca марта мар "
        "березня mart maaliskuuta března martie μαρτίου március"
    ),
    4: (
        "april apr avril avr abril abr aprile kwietnia kwi апреля апр квітня nisan nis huhtikuuta "
        "dubna aprilie απριλίου április"
    ),
    5: (
        "may mai mayo maggio mag maio mei maj maja мая травня mayıs mayis toukokuuta "
        "května μαΐου május"
    ),
    6: (
        "june jun juni juin junio giugno giu junho czerwca cze июня июн червня haziran "
        "haz kesäkuuta června iunie ιουνίου június"
    ),
    7: (
        "july jul juli juillet juil julio luglio lug julho lipca lip июля июл липня temmuz tem "
        "heinäkuuta července iulie ιουλίου július"
    ),
    8: (
        "august aug août agosto ago augustus augusti agustus sierpnia sie августа авг серпня "
        "ağustos ağu agustos elokuuta srpna αυγούστου augusztus"
    ),
    9: (
        "september sept sep septembre septiembre settembre set setembro września wrz сентября "
        "сент сен вересня eylül eyl eylul syyskuuta září septembrie σεπτεμβρίου szeptember"
    ),
    10: (
        "october oct oktober okt octobre octubre ottobre ott outubro out października paź октября "
        "окт жовтня ekim eki lokakuuta října octombrie οκτωβρίου október"
    ),
    11: (
        "november nov novembre noviembre novembro listopada lis ноября ноя листопада "
        "kasım kas kasim marraskuuta listopadu noiembrie νοεμβρίου"
    ),
    12: (
        "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember "
        "grudnia gru декабря дек грудня aralık ara aralik joulukuuta prosince decembrie δεκεμβρίου"
    ),
}
MONTHS = {word: month for month, words in _MONTH_WORDS.items() for word in words.split()}

# CST, EST, IST and their like name several zones each and are not read.
ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "msk": 180,
    "hkt": 480, "jst": 540, "kst": 540, "北京时间": 480, "北京時間": 480,
}  # fmt: skip

# Languages whose pages are written in one zone in practice; en, es, pt, ru, ar have many.
LANGUAGE_ZONES = {
    "zh": "Asia/Shanghai", "yue": "Asia/Hong_Kong", "ja": "Asia/Tokyo", "ko": "Asia/Seoul",
    "de": "Europe/Berlin", "fr": "Europe/Paris", "it": "Europe/Rome", "pl": "Europe/Warsaw",
    "nl": "Europe/Amsterdam", "tr": "Europe/Istanbul", "sv": "Europe/Stockholm",
    "da": "Europe/Copenhagen", "fi": "Europe/Helsinki", "no": "Europe/Oslo", "nb": "Europe/Oslo",
    "nn": "Europe/Oslo", "cs": "Europe/Prague", "sk": "Europe/Bratislava",
    "hu": "Europe/Budapest", "el": "Europe/Athens", "bg": "Europe/Sofia",
    "ro": "Europe/Bucharest", "uk": "Europe/Kiev", "hr": "Europe/Zagreb",
    "sl": "Europe/Ljubljana", "lt": "Europe/Vilnius", "lv": "Europe/Riga", "et": "Europe/Tallinn",
    "is": "Atlantic/Reykjavik", "vi": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok",
    "he": "Asia/Jerusalem", "fa": "Asia/Tehran", "hi": "Asia/Kolkata",
}  # fmt: skip

# Who writes the sixth of December 06/12: these languages, and English under these top levels
# (Unicode CLDR, short date formats).
DAY_FIRST_LANGUAGES = frozenset(
    "fr es it pt ca gl de nl tr pl ru uk be cs sk sl hr sr bg ro el da nb nn no fi et lv is id"
    " vi".split()
)
DAY_FIRST_COUNTRIES = frozenset(
    "uk au nz ie in sg my pk bd lk ng ke gh tz ug zw mt hk jm tt".split()
)

# What else stands in a line that is nothing but the dates of its page: labels, weekdays, clocks.
_DATE_WORDS = (
    "published posted updated created modified reviewed first last date on at in by time "
    "stand uhr veröffentlicht aktualisiert erstellt geändert zuletzt erschienen am um vom datum "
    "publié publiée le la mis mise à a jour modifié modifiée créé rédigé du "
    "publicado publicada actualizado actualizada fecha publicación actualización última "
    "modificación el las los de del creado hora "
    "pubblicato pubblicata aggiornato aggiornata modifica il alle ore data ultima ultimo "
    "aggiornamento "
    "em às as atualizado atualizada atualização publicação há "
    "gepubliceerd geplaatst bijgewerkt gewijzigd laatste laatst update op om "
    "opublikowano publikacja publikacji dodano dodania aktualizacja ostatnia data godz dnia "
    "опубликовано обновлено дата публикации создано изменено в г года "
    "yayınlanma yayın yayınlandı güncelleme güncellenme oluşturulma eklenme giriş tarihi tarih son "
    "saat "
    "publicerad uppdaterad publiceret opdateret publisert oppdatert julkaistu päivitetty kl klo "
    "den "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar "
    "am pm et est edt pst pdt gmt utc bst cet cest h hs "
    "입력 수정 등록 승인 송고시간 최초입력 최종수정 기사입력 발행 게시 작성 오전 오후 "
    "公開日 更新日 公開 更新 掲載 配信 投稿日 最終更新"
)
DATE_WORDS = frozenset(_DATE_WORDS.split())
DATE_WORD_OR_CLOCK = re.compile(
    rf"(?<![^\W_])(?:{longest_first(DATE_WORDS)})(?![^\W\d_])|\d{{1,2}}[:.h]\d{{2}}", re.IGNORECASE
)
