"""What the place of a license says where no sentence speaks of the page: feet, sidebars, labels.

Found on adjudicated pages (bench/license_labels.jsonl): sites state their own license in the foot
and beside the text more often than in a sentence about "this page". What these rules find beside
the text is of the site, so that a policy that asks for the scope of the page does not ship it.
"""

import re

from dataset_tools.model import Page

# Boxes that show other works, whatever else they are called.
_OTHERS = ("related", "recommend", "promo", "teaser", "advert", "sponsor", "embed", "tweet")
_FEET = ("footer", "fuss", "colophon", "bottom", "copyright")
# "Contents under …", "Documentation distributed under …": in a foot, those of the site.
_GRANTS = re.compile(
    r"\b(?:contents?|texts?|documentation|docs|contenidos?|textos?|contenus?|contenut[io]|conteúdos?"
    r"|inhalte?|texte)\b[^.!?|•·]{0,60}"
    r"\b(?:under|licen[cs]ed|bajo|unter|sous|sotto|sob|licencia|lizenz|licence|licença|licenza)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|[|•·–—]|\.\s)\s*(?:content\s+)?(?:li[cz]en[cs][ez]|lizenz|licencia|licenza|licença)\s?:\s*$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[\s\d,–-]{0,15}$", re.IGNORECASE)
_BARE = re.compile(
    r"(?:(?:creative\s+commons|cc)(?:\s+(?:licen[cs]e|lizenz|licencia))?"
    r"|(?:cc[\s-])?by(?:-(?:nc|sa|nd)){0,2}(?:[\s-]\d\.\d)?)",
    re.IGNORECASE,
)
_CONTRIBUTIONS = re.compile(
    r"\b(?:user\s+contributions?|contributions?\s+(?:of|by)\s+users)\b[^.!?;]{0,30}\bunder\W{0,3}(?:a\s|the\s)?$",
    re.IGNORECASE,
)
_TAIL = 40  # characters before a license in which a label or a sign of copyright stands


def is_foot(region: str, names: str) -> bool:
    """Say whether a place is in the foot of a page or in its lines on copyright."""
    return region == "footer" or any(word in names for word in _FEET)


def shows_others(names: str) -> bool:
    """Say whether a box is for other works than the page: related, recommended, paid for.

    >>> shows_others("sidebar widget"), shows_others("widget related-posts")
    (False, True)
    """
    return any(word in names for word in _OTHERS)


def foot_grants(words: str) -> bool:
    """Say whether words before and with a license in a foot say that the contents are under it.

    >>> foot_grants("Contenidos bajo licencia Creative Commons"), foot_grants("Theme: CC BY")
    (True, False)
    """
    return _GRANTS.search(words) is not None


def follows_label(text: str, at: int) -> bool:
    """Say whether a license at a place of a line follows the label ``License:``.

    >>> follows_label("News • License: CC BY", 16), follows_label("Theme license: CC BY", 15)
    (True, False)
    """
    return _LABEL.search(text, max(0, at - _TAIL), at) is not None


def follows_copyright(text: str, at: int) -> bool:
    """Say whether a license stands where a copyright line names its holder.

    >>> follows_copyright("© 2001-2024 CC BY-SA", 12), follows_copyright("© Ann, CC BY", 7)
    (True, False)
    """
    return _COPYRIGHT.search(text, max(0, at - _TAIL), at) is not None


def is_bare_name(text: str) -> bool:
    """Say whether a text is the name of a license and nothing else.

    >>> is_bare_name("Creative Commons"), is_bare_name("Creative Commons in schools")
    (True, False)
    """
    return _BARE.fullmatch(text.strip(" .|•·")) is not None


def of_contributions(page: Page, text: str, at: int) -> bool:
    """Say whether a license is that of what users wrote, on a page of a question and answers.

    They are the text of such a page, each under the version of its day.
    """
    if _CONTRIBUTIONS.search(text, max(0, at - 2 * _TAIL), at) is None:
        return False
    return "schema.org/QAPage" in page.text or '"QAPage"' in page.text
