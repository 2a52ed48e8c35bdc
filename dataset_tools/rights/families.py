"""Share-alike families: licenses whose texts may only be passed on under the same terms."""

import re
from functools import lru_cache

from dataset_tools.rights.spdx import license_parts

# Licenses for content and data on the SPDX list that ask adaptations to keep the license.
_FAMILIES = (
    (re.compile(r"(?:LicenseRef-)?CC-BY-NC-SA(?:-|$)"), "cc-by-nc-sa"),
    (re.compile(r"(?:LicenseRef-)?CC-BY-SA(?:-|$)"), "cc-by-sa"),
    (re.compile(r"GFDL-"), "gfdl"),
    (re.compile(r"ODbL-"), "odbl"),
    (re.compile(r"CDLA-Sharing-"), "cdla-sharing"),
    (re.compile(r"LAL-"), "lal"),
)


@lru_cache(maxsize=1024)
def share_alike_family(expression: str) -> str | None:
    """Return the family of an SPDX expression, versions and ports together.

    None where one side of an OR asks for nothing of the kind, and for NONE and NOASSERTION. Of
    several families that apply at once the name is joined.

    >>> share_alike_family("CC-BY-SA-3.0-DE"), share_alike_family("CC-BY-SA-4.0 OR MIT")
    ('cc-by-sa', None)
    """
    try:
        alternatives = license_parts(expression)
    except ValueError:
        return None
    found = [sorted({f for part in parts for f in _of(part)}) for parts in alternatives]
    return "-".join(min(found)) or None if found else None


def _of(license_id: str) -> list[str]:
    return [family for pattern, family in _FAMILIES if pattern.match(license_id)]
