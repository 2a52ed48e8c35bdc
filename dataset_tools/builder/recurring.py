"""Lines that recur on the pages of a site: counted by the survey, of bounded size.

Each split counts its own lines and keeps the most frequent; of those that stand on one page
only, every split keeps the ones with the smallest digests, so that all keep the same lines.
Splits depend on input and configuration only, and so does the result.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

LINES_A_SPLIT = 20_000  # kept of each split; 0.5 MB
LINES_COUNTED = 500_000  # of a split, then no new ones are taken up; 60 MB
LINES_A_SITE = 2_000  # used of one site
LEAST_PAGES = 5  # on which a line stands; reports of a few days open alike
LEAST_PARTS = 5  # it stands on one page of so many
SCHEMA = pa.schema([("site", pa.string()), ("line", pa.int64()), ("pages", pa.int64())])
# The row without a line says how many pages of the site there are.
QUERY = f"""
WITH total AS (SELECT site, line, sum(pages)::BIGINT AS pages FROM lines GROUP BY ALL),
    sites AS (SELECT site, pages AS of_site FROM total WHERE line IS NULL)
SELECT site, line, total.pages FROM total JOIN sites USING (site)
WHERE line IS NOT NULL AND total.pages >= {LEAST_PAGES} AND total.pages * {LEAST_PARTS} >= of_site
QUALIFY row_number() OVER (PARTITION BY site ORDER BY total.pages DESC, line) <= {LINES_A_SITE}
ORDER BY site, line
"""  # noqa: S608 (numbers of ours)


class LineCounts:
    """On how many pages of its site each line of a split stands."""

    def __init__(self) -> None:
        self.pages: Counter[str] = Counter()
        self.lines: Counter[tuple[str, int]] = Counter()

    def add(self, site: str, lines: frozenset[int]) -> None:
        """Count the lines of one page, by digest."""
        self.pages[site] += 1
        for line in lines:
            key = (site, line)
            if key in self.lines or len(self.lines) < LINES_COUNTED:
                self.lines[key] += 1

    def write(self, path: Path) -> None:
        """Write the counts that are kept, by site and line; an empty file where there are none."""
        found = sorted(self.lines.items(), key=lambda item: (-item[1], item[0][1], item[0][0]))
        rows: list[dict[str, Any]] = [
            {"site": site, "line": None, "pages": pages} for site, pages in self.pages.items()
        ]
        rows += [
            {"site": site, "line": line, "pages": pages}
            for (site, line), pages in found[:LINES_A_SPLIT]
        ]
        rows.sort(key=lambda row: (row["site"], row["line"] is not None, row["line"] or 0))
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path, compression="zstd")
