"""How sentences end. The last characters are looked at; a pattern would search the whole text."""

_STOPS = frozenset("。！？.!?…")
_SENTENCE_ENDS = frozenset("。！？.!?…;；:：")
_QUOTES = frozenset("'\"”’」』")
_CLOSERS = "'\"”’」』)）]】"


def ends_sentence(text: str) -> bool:
    """Say whether a text ends with a sentence or a clause, quotes and brackets left aside.

    >>> ends_sentence("(He left.)"), ends_sentence("More news")
    (True, False)
    """
    return text.rstrip(_CLOSERS)[-1:] in _SENTENCE_ENDS


def is_finished(text: str) -> bool:
    """Say whether a text ends with a full stop or the like, perhaps inside one quote.

    >>> is_finished("他走了。”"), is_finished("such as:")
    (True, False)
    """
    return text[-1:] in _STOPS or (text[-1:] in _QUOTES and text[-2:-1] in _STOPS)


def unanchored(text: str) -> str:
    """Return a heading without the sign of the link to itself (Sphinx, MkDocs).

    >>> unanchored("Quick example¶")
    'Quick example'
    """
    return text[:-1].rstrip() if text.endswith("¶") else text
