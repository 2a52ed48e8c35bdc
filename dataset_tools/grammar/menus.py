"""Words of menus, shops, forums and sentences: a line with one of them names nobody."""

# Left out are those that people are called, too: Best, Call, Link, Page, Price, Read, To, You.
_WORDS = frozenset(
    "news world home sports sport business politics opinion video videos photos culture "
    "entertainment tech technology science health travel food style weather local us uk latest "
    "top stories share live subscribe sign log out more real estate privacy policy terms contact "
    "about search menu facebook twitter email reading time watch listen games shop money life "
    "arts music movies tv books football cricket tennis golf new united states kingdom europe "
    "africa asia middle east magazine events jobs careers help support advertise related article "
    "articles credit image images getty photo hide caption toggle print comments account welcome "
    "breaking full key points updated published press release public radio renew products premium "
    "general alle themen topics newsletter newsletters podcast podcasts digital daily your "
    "subscription choices ad club supreme court prime minister manage main show next previous "
    "back skip content editors picks market markets personal finance buy now free trial get start "
    "started order cart checkout purchase verified product program programs package packages "
    "service services solutions pricing plan plans offer offers deals quote request demo download "
    "install features overview details specifications materials tools portal protection training "
    "benefits career transition consulting insurance corporate responsibility remodeling course "
    "courses learn join joined register registered member members membership ask asked question "
    "questions answer answers answered reply replies replied commented modified edited posted "
    "posts rated reviewed like copy save code type date status forum forums thread threads "
    "documentation it is are we our i'm the for with and how why what when where who not monday "
    "language languages alert alerts notifications "
    "tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays "
    "fridays saturdays sundays".split()
)
_NAMES = frozenset({  # and places, which stand above dates as names do
    "white house", "los angeles", "new york", "san francisco", "san diego", "las vegas",
    "hong kong", "tel aviv", "abu dhabi", "kuala lumpur", "cape town", "addis ababa",
    "buenos aires", "são paulo", "sao paulo", "rio de janeiro", "belo horizonte", "porto alegre",
    "la paz", "san salvador", "santo domingo", "costa rica", "puerto rico", "san juan",
    "ciudad de méxico", "el salvador", "saint louis", "st. louis", "salt lake city", "sri lanka",
    "saudi arabia", "south korea", "north korea", "great britain", "frankfurt am main",
    "baden-württemberg", "den haag",
})  # fmt: skip


def is_of_menu(name: str) -> bool:
    """Say whether a name holds a word that none has.

    >>> is_of_menu("Verified Purchase"), is_of_menu("White House"), is_of_menu("Ada White")
    (True, True, False)
    """
    plain = name.lower()
    return plain in _NAMES or not _WORDS.isdisjoint(word.strip(".,") for word in plain.split())
