"""Words of menus, shops, forums and sentences: a line with one of them names nobody."""

# Left out are those that are names of people too: Call, Deal, Link, Page, Price, Sale, Winter.
MENU = frozenset(
    (
        "news world home sports sport business politics opinion video videos photos culture "
        "entertainment tech technology science health travel food style weather local us uk "
        "latest top stories share live subscribe sign log in out more real estate privacy "
        "policy terms contact about search menu facebook twitter email reading time read "
        "watch listen games shop money life arts music movies tv books football cricket "
        "tennis golf new york los angeles united states kingdom europe africa asia middle "
        "east magazine events jobs careers help support advertise related article articles "
        "credit image images getty photo hide caption toggle print comments account welcome "
        "gift my breaking full story key points updated published press release public radio "
        "renew products premium general alle themen topics newsletter newsletters podcast "
        "podcasts digital daily your subscription choices ad white house club supreme court "
        "prime minister manage main show best next previous back skip content editors picks "
        "market markets personal finance "
        "buy now free trial get start started order cart checkout purchase verified product "
        "program programs package packages service services solutions pricing plan plans "
        "offer offers deals quote request demo download install features overview details "
        "specifications materials tools portal protection training benefits career transition "
        "consulting insurance corporate responsibility remodeling course courses learn "
        "join joined register registered member members membership ask asked question "
        "questions answer answers answered reply replies replied commented modified edited "
        "posted posts rated reviewed like copy save code type date status forum forums thread "
        "threads "
        "you it is are we our i'm the for with and to how why what when where who not "
        "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays "
        "thursdays fridays saturdays sundays"
    ).split()
)
