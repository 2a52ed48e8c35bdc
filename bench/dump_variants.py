"""What becomes of a page dump whose lines come otherwise: `python bench/dump_variants.py FILE`.

Prints for each variant of the dump what differs from the article of the dump as it is: nothing,
where all is well; of a half, what that half does not say. `--at TEXT` names what the second half
begins with (small and large screens).
"""

import argparse
import re
import sys
import textwrap
from pathlib import Path
from unicodedata import east_asian_width

from dataset_tools.extract.lines import columns
from dataset_tools.model import Capture, CorpusContext, Record
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.rights.policy import load_policy

FULL_WIDTH = str.maketrans(",:()", "，：（）")
OTHER = """首页 | 新闻 | 体育

旧粮仓改成社区图书馆

2024-05-02 09:12 来源:河湾晚报
记者 林小溪

河湾市北岸的旧粮仓昨天作为社区图书馆开门。三层楼里放着两万册书,靠窗的位置都留给了孩子,读者凭一张水电费单就能办证。

管理员介绍,粮仓的木梁一根没有换,只是把通风口改成了天窗。冬天的取暖用的是隔壁面包房的余热,一年能省下三万度电。

[责任编辑: 周一鸣]
版权所有 河湾晚报 未经授权不得转载
"""
FIELDS = ("title", "source", "authors", "editors", "published_date", "published_at", "captions")


def wrapped(text: str, width: int, *, wide: int = 2) -> str:
    """Cut every line at `width` columns, of which a wide character takes `wide`."""
    rows: list[str] = []
    for line in text.splitlines():
        rows.append("")
        used = 0
        for char in line:
            size = wide if east_asian_width(char) in "WF" else 1
            if used + size > width:
                rows.append("")
                used = 0
            rows[-1] += char
            used += size
    return "\n".join(rows)


def cut_at(text: str, width: int) -> str:
    """Cut every line at `width` columns, between words where its script has spaces."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, width))
        if len(line) == columns(line)
        else wrapped(line, width)
        for line in text.splitlines()
    )


def variants(text: str, at: str) -> dict[str, str]:
    """Return what may have become of a dump, by name."""
    found = {
        "full-width punctuation": text.translate(FULL_WIDTH),
        "no blank lines": re.sub(r"\n\s*\n", "\n", text),
        "two blank lines": re.sub(r"\n+", "\n\n\n", text),
        "CR LF": text.replace("\n", "\r\n"),
        "source glued to the line above": re.sub(r"\s*\n(?=来源)", " ", text),
        "values on the next line": re.sub(r"(来源:|作者:|责任编辑:) ?(?=\S)", r"\1\n", text),
        "another page behind it": f"{text}\n{OTHER}",
        "another page before it": f"{OTHER}\n{text}",
        "twice": f"{text}\n{text}",
        **{f"wrapped at {width} columns": wrapped(text, width) for width in (64, 76, 80, 100)},
    }
    if at in text:
        first, rest = text.split(at, 1)
        second = f"{at}{rest}"
        found |= {
            "halves swapped": f"{second}\n{first}",
            "first half only": first,
            "second half only": second,
        }
    return found


def read(text: str) -> dict[str, object]:
    """Return the article of a dump: its letters and what it says of itself."""
    capture = Capture("dump", "text", 0, None, text.encode())
    found = convert_capture(capture, Settings(load_policy("internal")), CorpusContext())
    if not isinstance(found, Record):
        return {"refused": found.reason}
    values = {name: getattr(found.about, name) for name in FIELDS}
    values["captions"] = [caption.text for caption in found.about.captions]
    shown = {name: str(value).translate(FULL_WIDTH) for name, value in values.items()}
    return {"text": re.sub(r"\W", "", found.text), **shown}


def main() -> int:
    """Print the differences; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dump", type=Path, nargs="?")
    parser.add_argument("--at", default="无障碍", help="what the second half begins with")
    options = parser.parse_args()
    if not options.dump:
        print("skipped: name a page dump")
        return 0
    text = options.dump.read_text("utf-8")
    plain = read(text)
    for name, variant in variants(text, options.at).items():
        found = read(variant)
        other = [key for key in {**plain, **found} if plain.get(key) != found.get(key)]
        print(f"  {name:32} {', '.join(other) or 'the same'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
