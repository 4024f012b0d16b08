"""Closed intervals of instants whose ends may be unknown.

An observer often knows only that something happened between two moments, or after one. All
arithmetic on such times uses both ends; no point is ever invented inside them.
Source: custody-clock.md, section 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed span of aware UTC instants; an end that is None is unknown.

    `lo` is never after `hi` when both are known.
    """

    lo: datetime | None
    hi: datetime | None

    def __post_init__(self) -> None:
        if self.lo is not None and self.hi is not None and self.lo > self.hi:
            raise ValueError(f"interval ends the wrong way round: {self.lo} after {self.hi}")

    @classmethod
    def at(cls, instant: datetime) -> "Interval":
        """An exactly known moment."""
        return cls(instant, instant)

    def certainly_precedes(self, other: "Interval") -> bool:
        """Whether every moment of this span lies before every moment of `other`."""
        return self.hi is not None and other.lo is not None and self.hi < other.lo


UNKNOWN = Interval(None, None)


def hull(spans: Iterable[Interval]) -> Interval:
    """The smallest span that holds all `spans` (at least one); a missing end stays missing."""
    lows: list[datetime | None] = []
    highs: list[datetime | None] = []
    for span in spans:
        lows.append(span.lo)
        highs.append(span.hi)
    return Interval(
        None if None in lows else min(lo for lo in lows if lo is not None),
        None if None in highs else max(hi for hi in highs if hi is not None),
    )
