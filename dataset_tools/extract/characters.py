"""What characters are: tables by code point of the basic plane, for the kernel."""

import re

import numpy as np
import numpy.typing as npt

_BASIC_PLANE = "".join(map(chr, range(0x10000)))
_LETTERS = re.compile(r"[^\W\d_]+")

# Classes of characters; each code point is in one.
(
    _OTHER, _SPACE, _LOWER, _UPPER, _DIGIT, _HAN, _KANA, _COMMA, _STOP, _MARK, _COLON, _QUOTE,
    _BRACKET, _BAR, _SYMBOL,
) = range(15)  # fmt: skip


def _character_classes() -> npt.NDArray[np.uint8]:
    """Return the class of each code point of the basic plane."""
    table = np.zeros(0x10000, np.uint8)
    for code in range(0x3000):
        char = chr(code)
        if char.isspace():
            table[code] = _SPACE
        elif char.isupper():
            table[code] = _UPPER
        elif char.isalpha():
            table[code] = _LOWER
        elif char.isdigit():
            table[code] = _DIGIT
        else:
            table[code] = _SYMBOL
    table[0x3000] = _SPACE
    table[0x3040:0x3100] = table[0x31F0:0x3200] = _KANA
    table[0xAC00:0xD7B0] = table[0x1100:0x1200] = _LOWER  # Hangul has spaces between words
    for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00)):
        table[first:last] = _HAN
    for chars, code in (
        (",，、;；،", _COMMA), (".。!！?？…‥؟।", _STOP), ("-–—~～*#_+=@&%", _MARK), (":：", _COLON),
        ("\"'“”‘’„«»‹›「」『』", _QUOTE), ("()（）[]【】〔〕{}《》〈〉<>", _BRACKET),
        ("|｜丨·•/\\›»>→▶■◆●▪", _BAR), ("©®™$€£¥", _SYMBOL),
    ):  # fmt: skip
        for char in chars:
            table[ord(char)] = code
    return table


def _traits() -> npt.NDArray[np.uint8]:
    """Return for each code point its class, whether it is a letter or digit, and white space."""
    table = _character_classes()
    for run in re.finditer(r"[^\W_]+", _BASIC_PLANE):
        table[slice(*run.span())] |= ALPHANUMERIC
    for run in re.finditer(r"\s+", _BASIC_PLANE):
        table[slice(*run.span())] |= WHITE
    return table


def _lower_letters() -> npt.NDArray[np.uint16]:
    """Return the lower case of each letter of the basic plane, 0 for all other code points."""
    # The one letter whose lower case is longer (Unicode, SpecialCasing.txt).
    lower = _BASIC_PLANE.replace("İ", "i").lower()
    table = np.zeros(len(_BASIC_PLANE), np.uint16)
    for run in _LETTERS.finditer(_BASIC_PLANE):
        codes = lower[slice(*run.span())].encode("utf-32-le", "surrogatepass")
        table[slice(*run.span())] = np.frombuffer(codes, np.uint32)
    return table


ALPHANUMERIC, WHITE = 16, 32  # bits beside the class
TRAITS = _traits()
LOWER = _lower_letters()
