"""License URLs and names to SPDX ids."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.rights.spdx import (
    license_parts,
    license_status,
    read_license_name,
    read_license_url,
    valid_expression,
)

CC = "https://creativecommons.org"


@pytest.mark.parametrize(
    ("url", "spdx", "jurisdiction"),
    [
        (f"{CC}/licenses/by/4.0/", "CC-BY-4.0", None),
        (f"{CC}/licenses/by/4.0", "CC-BY-4.0", None),
        ("http://www.creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0", None),
        ("//creativecommons.org/licenses/by-nd/4.0/", "CC-BY-ND-4.0", None),
        ("HTTPS://CreativeCommons.ORG/Licenses/BY-NC/4.0/", "CC-BY-NC-4.0", None),
        (f"{CC}/licenses/by-nc-sa/4.0/deed.zh-hans", "CC-BY-NC-SA-4.0", None),
        (f"{CC}/licenses/by-nc-nd/4.0/legalcode.de", "CC-BY-NC-ND-4.0", None),
        (f"{CC}/licenses/by/4.0/legalcode.txt", "CC-BY-4.0", None),
        (f"{CC}/licenses/by/4.0/?ref=chooser-v1", "CC-BY-4.0", None),
        (f"{CC}/licenses/by/4.0/deed.pt_BR#by", "CC-BY-4.0", None),
        (f" {CC}/licenses/by/2.0/\n", "CC-BY-2.0", None),
        (f"{CC}:443/licenses/by/4.0/", "CC-BY-4.0", None),
        # share-alike is kept in every version
        (f"{CC}/licenses/by-sa/2.0/", "CC-BY-SA-2.0", None),
        (f"{CC}/licenses/by-sa/2.5/", "CC-BY-SA-2.5", None),
        # ports: the id that SPDX lists, else the generic id; the port is never dropped
        (f"{CC}/licenses/by/3.0/de/", "CC-BY-3.0-DE", "de"),
        (f"{CC}/licenses/by/3.0/igo/", "CC-BY-3.0-IGO", "igo"),
        (f"{CC}/licenses/by-sa/2.1/jp/", "CC-BY-SA-2.1-JP", "jp"),
        (f"{CC}/licenses/by-sa/2.0/uk/deed.en", "CC-BY-SA-2.0-UK", "uk"),
        (f"{CC}/licenses/by-nc-nd/3.0/igo/", "CC-BY-NC-ND-3.0-IGO", "igo"),
        (f"{CC}/licenses/by/3.0/cn/", "CC-BY-3.0", "cn"),
        (f"{CC}/licenses/by-nc-nd/2.0/de/", "CC-BY-NC-ND-2.0", "de"),
        (f"{CC}/licenses/by-sa/2.5/ch/deed.de", "CC-BY-SA-2.5", "ch"),
        (f"{CC}/licenses/by/2.1/es/", "LicenseRef-CC-BY-2.1", "es"),
        (f"{CC}/licenses/by/2.5/scotland/", "CC-BY-2.5", "sct"),
        # legacy types and orders
        (f"{CC}/licenses/by-nd-nc/1.0/", "CC-BY-NC-ND-1.0", None),
        (f"{CC}/licenses/nc-sa/1.0/", "LicenseRef-CC-NC-SA-1.0", None),
        (f"{CC}/licenses/sa/1.0/", "CC-SA-1.0", None),
        (f"{CC}/licenses/nc/1.0/", "LicenseRef-CC-NC-1.0", None),
        (f"{CC}/licenses/nd-nc/1.0/", "LicenseRef-CC-ND-NC-1.0", None),
        (f"{CC}/licenses/sampling/1.0/", "LicenseRef-CC-SAMPLING-1.0", None),
        (f"{CC}/licenses/sampling+/1.0/", "LicenseRef-CC-SAMPLING-PLUS-1.0", None),
        (f"{CC}/licenses/nc-sampling+/1.0/", "LicenseRef-CC-NC-SAMPLING-PLUS-1.0", None),
        (f"{CC}/licenses/devnations/2.0/", "LicenseRef-CC-DEVNATIONS-2.0", None),
        # no version is never taken for 4.0
        (f"{CC}/licenses/by-sa/", "LicenseRef-CC-BY-SA-unversioned", None),
        (f"{CC}/publicdomain/zero/", "LicenseRef-CC0-unversioned", None),
        # public domain
        (f"{CC}/publicdomain/zero/1.0/deed.en", "CC0-1.0", None),
        (f"{CC}/publicdomain/mark/1.0/", "CC-PDM-1.0", None),
        (f"{CC}/publicdomain/certification/1.0/us/", "CC-PDDC", "us"),
        (f"{CC}/licenses/publicdomain/", "CC-PDDC", None),
        # an archived copy of the license page
        (
            "https://web.archive.org/web/20160330101229/http://creativecommons.org/licenses/by/3.0/",
            "CC-BY-3.0",
            None,
        ),
        (f"http://web.archive.org/web/2016id_/{CC}/licenses/by/3.0/at/", "CC-BY-3.0-AT", "at"),
        (
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "OGL-UK-3.0",
            None,
        ),
        ("https://www.govdata.de/dl-de/by-2-0", "DL-DE-BY-2.0", None),
    ],
)
def test_license_urls(url: str, spdx: str, jurisdiction: str | None) -> None:
    """A license page names its license, version and port."""
    found = read_license_url(url)
    assert found is not None
    assert (spdx, jurisdiction) == (found.spdx, found.jurisdiction)
    assert valid_expression(found.spdx)


@pytest.mark.parametrize(
    "url",
    [
        "https://notcreativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org.example.com/licenses/by/4.0/",
        "https://creativecommons.org@example.com/licenses/by/4.0/",
        "https://example.com/share?u=https://creativecommons.org/licenses/by/4.0/",
        "https://social.example/intent?text=x&url=http%3A%2F%2Fcreativecommons.org/licenses/by/4.0/",
        "https://example.com/creativecommons.org/licenses/by/4.0/",
        "https://i.creativecommons.org/l/by/4.0/88x31.png",
        "https://search.creativecommons.org/licenses/by/4.0/",
        f"{CC}/choose/",
        f"{CC}/choose/results-one?license_code=by",
        f"{CC}/compatiblelicenses",
        f"{CC}/share-your-work/licenses/by/4.0/",
        f"{CC}/licenses/",
        f"{CC}/licenses/by/4.0/feed/",
        f"{CC}/licenses/by-sa/4.0/rss.xml",
        f"{CC}/licenses/standby/4.0/",
        f"{CC}/licenses/by-sa-nd/4.0/",
        f"{CC}/licenses/by/5.0/",
        f"{CC}/licenses/by/4.0x",
        f"{CC}/publicdomain/something/1.0/",
        f"{CC}/publicdomain/zero/4.0/",
        "ftp://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org:8443/licenses/by/4.0/",
        "https://[creativecommons.org/licenses/by/4.0/",
        "/by/4.0",
        "creativecommons",
        "",
    ],
)
def test_other_urls(url: str) -> None:
    """What only looks like a license page says nothing."""
    assert read_license_url(url) is None


@pytest.mark.parametrize(
    ("name", "spdx"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC-BY-SA-3.0", "CC-BY-SA-3.0"),
        ("cc by-nc-nd 4.0", "CC-BY-NC-ND-4.0"),
        ("CC BY 3.0 DE", "CC-BY-3.0-DE"),
        ("CC0-1.0", "CC0-1.0"),
        ("CC0", "LicenseRef-CC0-unversioned"),
        ("CC BY", "LicenseRef-CC-BY-unversioned"),
        ("etalab-2.0", "etalab-2.0"),
        ("MIT", None),
        ("by", None),
        ("CC BY 9.9", None),
        ("All rights reserved", None),
        ("", None),
    ],
)
def test_license_names(name: str, spdx: str | None) -> None:
    """Only ids and short names of open licenses are read, never a version that is not there."""
    found = read_license_name(name)
    assert spdx == (found.spdx if found else None)


@pytest.mark.parametrize(
    ("license_id", "status"),
    [
        ("CC-BY-4.0", "open_license"),
        ("CC-BY-SA-3.0-DE", "open_license"),
        ("LicenseRef-CC-BY-unversioned", "open_license"),
        ("CC-BY-NC-4.0", "open_license_nc"),
        ("CC-BY-NC-ND-4.0", "open_license_nc"),
        ("LicenseRef-CC-NC-SA-1.0", "open_license_nc"),
        ("CC-BY-ND-4.0", "open_license_nd"),
        ("CC0-1.0", "public_domain"),
        ("CC-PDDC", "public_domain"),
        ("OGL-UK-3.0", "government_open"),
        ("LicenseRef-CC-NC-SAMPLING-PLUS-1.0", "unknown"),
        ("LicenseRef-CC-DEVNATIONS-2.0", "unknown"),
        ("MIT", "unknown"),
    ],
)
def test_license_status(license_id: str, status: str) -> None:
    """A license stands for one status; retired and foreign ones for none."""
    assert status == license_status(license_id)


@pytest.mark.parametrize(
    ("expression", "valid"),
    [
        ("CC-BY-4.0", True),
        ("CC-BY-4.0 OR MIT", True),
        ("(CC0-1.0 AND LicenseRef-Own-1) OR MIT", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("NONE", True),
        ("NOASSERTION", True),
        ("LicenseRef-CC-BY-unversioned", True),
        ("LicenseRef-", False),
        ("LicenseRef-a b", False),
        ("CC BY 4.0", False),
        ("cc-by-4.0", False),
        ("Public Domain", False),
        ("NONE OR MIT", False),
        ("MIT AND", False),
        ("(MIT", False),
        ("", False),
    ],
)
def test_valid_expression(expression: str, valid: bool) -> None:
    """SPDX expressions, LicenseRef ids and the two values of our own are valid, nothing else."""
    assert valid is valid_expression(expression)


def test_license_parts_are_bounded() -> None:
    """An expression that would expand without bound is refused."""
    with pytest.raises(ValueError, match="alternatives"):
        license_parts(" AND ".join(["(MIT OR CC0-1.0)", "(Zlib OR ISC)"] * 4))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_hostile_values_are_read_without_error(text: str) -> None:
    """No string raises, and what is read is a valid expression."""
    for found in (
        read_license_url(f"https://creativecommons.org/licenses/{text}"),
        read_license_name(text),
    ):
        assert found is None or valid_expression(found.spdx)
    assert valid_expression(text) in {True, False}
