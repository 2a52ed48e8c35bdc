"""Sets of ids and digests as sorted numpy arrays: 16 or 32 bytes an item."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.bytes_]


@dataclass(slots=True)
class Keys:
    """A growing bag of hex strings of one width; anything else is left out (rows.py reports it).

    >>> bag = Keys(2)
    >>> bag.add(["0a0b", "ff00", "0a0b", None, "zz"])
    >>> bag.repeated(), bag.missing_in(Keys(2))
    (['0a0b'], ['0a0b', 'ff00'])
    """

    width: int  # bytes
    parts: list[Bytes] = field(default_factory=list)

    def add(self, values: Sequence[str | None]) -> None:
        """Add the values that are lower-case hex of this width."""
        good = [v for v in values if v is not None and _is_hex(v, self.width)]
        raw = bytes.fromhex("".join(good))
        self.parts.append(np.frombuffer(raw, dtype=f"S{self.width}"))

    def all(self) -> Bytes:
        """Return all items, with repetitions."""
        if not self.parts:
            return np.empty(0, f"S{self.width}")
        if len(self.parts) > 1:
            self.parts = [np.concatenate(self.parts)]
        return self.parts[0]

    def repeated(self) -> list[str]:
        """Return the items that occur more than once, sorted."""
        items, counts = np.unique(self.all(), return_counts=True)
        return self._hex(items[counts > 1])

    def missing_in(self, other: "Keys") -> list[str]:
        """Return the distinct items that `other` lacks, sorted."""
        return self._hex(np.setdiff1d(self.all(), other.all()))

    def shared_with(self, other: "Keys") -> list[str]:
        """Return the distinct items that `other` has as well, sorted."""
        return self._hex(np.intersect1d(self.all(), other.all()))

    def _hex(self, items: Bytes) -> list[str]:
        # numpy strips trailing NUL bytes from its "S" items; the width is fixed
        return [bytes(item).ljust(self.width, b"\0").hex() for item in items]


def _is_hex(value: str, width: int) -> bool:
    return len(value) == 2 * width and not value.strip("0123456789abcdef")
