"""Read the machine-readable parts of a page in one pass over its tags."""

from dataset_tools.blocks import Outline, Tag
from dataset_tools.metadata.json_ld import read_scripts
from dataset_tools.metadata.meta_tags import index_metas
from dataset_tools.metadata.structured import Structured

_MANY = frozenset({"a", "img", "area"})  # most tags of a page; of these only properties count


def read_structured(outline: Outline) -> Structured:
    """Return the metas, JSON-LD nodes, microdata, times and links of a page."""
    metas: list[Tag] = []
    scripts: list[Tag] = []
    items: list[Tag] = []
    times: list[Tag] = []
    links: list[Tag] = []
    title: Tag | None = None
    for tag in outline.tags:
        name = tag.name
        if name in _MANY:
            if "itemprop" in tag.attrs or "property" in tag.attrs:
                items.append(tag)
            continue
        if name == "meta":
            metas.append(tag)
        elif name == "script":
            scripts.append(tag)
        elif name == "time":
            times.append(tag)
        elif name == "link":
            links.append(tag)
        elif name == "title":
            title = title or tag
        attrs = tag.attrs
        if "itemprop" in attrs or "itemtype" in attrs or ("property" in attrs and name != "meta"):
            items.append(tag)
    found = read_scripts(scripts)
    return Structured(
        index_metas(metas), found.articles, found.crumbs, found.sites, tuple(items),
        tuple(times), tuple(links), title,
    )  # fmt: skip
