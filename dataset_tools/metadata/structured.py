"""What the machine-readable parts of one page hold, read once and passed to all that ask."""

from dataclasses import dataclass, field
from typing import Any

from dataset_tools.blocks import Tag

Node = dict[str, Any]  # one JSON-LD object; values are what json.loads returns


@dataclass(frozen=True, slots=True)
class Structured:
    """Metas by lower-case name, JSON-LD nodes, microdata and links of one page.

    `articles` are the JSON-LD nodes that describe the page or its article, the best first;
    `crumbs` are the names of its breadcrumb list; `sites` the names of its WebSite nodes.
    """

    metas: dict[str, list[tuple[Tag, str]]] = field(default_factory=dict)
    articles: tuple[tuple[Tag, Node], ...] = ()
    crumbs: tuple[tuple[Tag, str], ...] = ()
    sites: tuple[str, ...] = ()
    items: tuple[Tag, ...] = ()  # elements with itemprop or itemtype, or property outside <meta>
    times: tuple[Tag, ...] = ()
    links: tuple[Tag, ...] = ()  # <link> only
    title: Tag | None = None
