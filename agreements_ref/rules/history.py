"""The published lists of one kind as a sequence, and what each knows of one key.

*Later, before, next, first, newest* mean the order of list dates, and for lists of one list date
the order in which they became known (registry rules, 3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class PublishedList:
    """One list. id: any number that names it. known_from: aware instant of its first sighting.

    file_name, sha256: of the first sighting; they only break ties.
    """

    id: int
    list_date: date
    known_from: datetime
    file_name: str = ""
    sha256: str = ""

    @property
    def known_on(self) -> date:
        """The first day (UTC) whose knowledge includes this list."""
        return self.known_from.astimezone(UTC).date()


@dataclass(frozen=True)
class Listing:
    """One key's row in one list. signed_on: the readable signed date, or None."""

    published_list: PublishedList
    row: int
    signed_on: date | None

    @property
    def list_date(self) -> date:
        """The date of the list."""
        return self.published_list.list_date


def in_order(lists: Iterable[PublishedList]) -> tuple[PublishedList, ...]:
    """Return the lists of one kind in their order."""
    return tuple(
        sorted(lists, key=lambda one: (one.list_date, one.known_from, one.file_name, one.sha256))
    )


def known_on(lists: Iterable[PublishedList], day: date) -> tuple[PublishedList, ...]:
    """Return the lists that the knowledge of a day (UTC) includes, in the order given."""
    return tuple(one for one in lists if one.known_on <= day)


def listing_of(published_list: PublishedList, rows: Sequence[tuple[int, date | None]]) -> Listing:
    """Make one listing of the rows (number, readable signed date) of one key in one list.

    The earlier readable date counts; without one, the first row stands for all.
    """
    readable = [(signed_on, number) for number, signed_on in rows if signed_on is not None]
    if readable:
        signed_on, number = min(readable)
        return Listing(published_list, number, signed_on)
    return Listing(published_list, min(number for number, _ in rows), None)


@dataclass(frozen=True)
class ListsAround:
    """The lists on both sides of a day: the last dated on or before it, the first after it."""

    before: PublishedList | None
    after: PublishedList | None
    newest: PublishedList | None


def lists_around(history: Sequence[PublishedList], day: date) -> ListsAround:
    """Return the lists around a day. history: the known lists of one kind, in order."""
    before = [one for one in history if one.list_date <= day]
    after = [one for one in history if one.list_date > day]
    return ListsAround(
        before[-1] if before else None,
        after[0] if after else None,
        history[-1] if history else None,
    )
