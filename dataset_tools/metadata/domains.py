"""Registrable domains by the public suffix list that travels with tldextract."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any


@cache
def _extractor() -> Any:
    import tldextract

    # No list is fetched and no cache is written: the bundled snapshot is the only source.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def registrable_domain(url: str | None) -> str | None:
    """Return the registrable domain of a URL, else its host; None without a URL or host.

    >>> registrable_domain("https://news.example.co.uk/a"), registrable_domain(None)
    ('example.co.uk', None)
    """
    if not url:
        return None
    parts = _extractor()(url)
    domain = parts.top_domain_under_public_suffix
    if not domain and not (parts.ipv4 or parts.ipv6):
        # Public suffix list algorithm, step 2: of a top level it does not list, one label counts.
        domain = ".".join(f"{parts.subdomain}.{parts.domain}".strip(".").split(".")[-2:])
    return (domain or parts.domain).strip("[]").lower()[:253] or None


@cache
def suffix_list_digest() -> str:
    """Return sha256 of the bundled public-suffix snapshot (12 hex)."""
    import tldextract

    path = Path(tldextract.__file__).parent / ".tld_set_snapshot"
    return sha256(path.read_bytes()).hexdigest()[:12]
