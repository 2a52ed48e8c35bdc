"""Words of dates: months in 20 languages, names of zones, and the zones of languages."""

_MONTH_WORDS = {
    1: (
        "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari "
        "stycznia января янв січня ocak tammikuuta ledna ianuarie ιανουαρίου január"
    ),
    2: (
        "february feb februar feber février févr fev febrero febbraio fevereiro februari "
        "lutego февраля фев лютого şubat subat helmikuuta února februarie φεβρουαρίου február"
    ),
    3: (
        "march mar märz mrz mars marzo março maart marts maret marca марта мар березня mart "
        "maaliskuuta března martie μαρτίου március"
    ),
    4: (
        "april apr avril avr abril abr aprile kwietnia апреля апр квітня nisan huhtikuuta "
        "dubna aprilie απριλίου április"
    ),
    5: (
        "may mai mayo maggio mag maio mei maj maja мая травня mayıs mayis toukokuuta "
        "května μαΐου május"
    ),
    6: (
        "june jun juni juin junio giugno giu junho czerwca июня июн червня haziran kesäkuuta "
        "června iunie ιουνίου június"
    ),
    7: (
        "july jul juli juillet juil julio luglio lug julho lipca июля июл липня temmuz "
        "heinäkuuta července iulie ιουλίου július"
    ),
    8: (
        "august aug août agosto ago augustus augusti agustus sierpnia августа авг серпня "
        "ağustos agustos elokuuta srpna αυγούστου augusztus"
    ),
    9: (
        "september sept sep septembre septiembre settembre set setembro września сентября "
        "сент сен вересня eylül eylul syyskuuta září septembrie σεπτεμβρίου szeptember"
    ),
    10: (
        "october oct oktober okt octobre octubre ottobre ott outubro out października октября "
        "окт жовтня ekim lokakuuta října octombrie οκτωβρίου október"
    ),
    11: (
        "november nov novembre noviembre novembro listopada ноября ноя листопада kasım kasim "
        "marraskuuta listopadu noiembrie νοεμβρίου"
    ),
    12: (
        "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember "
        "grudnia декабря дек грудня aralık aralik joulukuuta prosince decembrie δεκεμβρίου"
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
