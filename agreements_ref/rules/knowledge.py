"""The second axis of time: what was said on each day K of knowledge, as rectangles.

A version is a span of days D that was said from one day of knowledge until another. For one key
and kind no two versions overlap in both times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import Listing, PublishedList, known_on
from agreements_ref.rules.terms import Span, spans_of


@dataclass(frozen=True)
class Version:
    """A span, known from a day (UTC) on, until the day before known_to (None: still)."""

    span: Span
    known_from: date
    known_to: date | None


def versions_of(
    kind: ListKind,
    lists: Sequence[PublishedList],
    listings: Mapping[int, Listing],
    doubts: Mapping[int, Listing] | None = None,
) -> list[Version]:
    """Return every version of one key. lists: all of one kind, in order; rows by list id."""
    doubts = doubts or {}
    rows = {**doubts, **listings}
    days = sorted({one.known_on for one in lists})
    open_since: dict[Span, date] = {}
    versions: list[Version] = []
    before: tuple[PublishedList, ...] = ()
    for day in days:
        history = known_on(lists, day)
        if _says_nothing_new(kind, before, history, listings, rows):
            before = history
            continue
        before = history
        known = {one.id for one in history}
        spans = spans_of(
            kind,
            history,
            {at: row for at, row in listings.items() if at in known},
            {at: row for at, row in doubts.items() if at in known},
        )
        ended = [span for span in open_since if span not in spans]
        versions.extend(Version(span, open_since.pop(span), day) for span in ended)
        for span in spans:
            open_since.setdefault(span, day)
    versions.extend(Version(span, since, None) for span, since in open_since.items())
    return versions


def _says_nothing_new(
    kind: ListKind,
    before: Sequence[PublishedList],
    history: Sequence[PublishedList],
    listings: Mapping[int, Listing],
    rows: Mapping[int, Listing],
) -> bool:
    """Say whether the new lists only repeat, after all others, what the newest one said.

    A short cut, not a rule: the spans would come out the same.
    """
    if not before:
        return not any(one.id in rows for one in history)
    if history[: len(before)] != before:
        return False
    added = history[len(before) :]
    newest = before[-1]
    if newest.id not in rows:
        return not any(one.id in rows for one in added)
    if newest.id not in listings:
        return False
    if not all(one.id in listings for one in added):
        return False
    if kind is ListKind.PENDING:
        return True
    said = listings[newest.id].signed_on
    return said is not None and all(listings[one.id].signed_on == said for one in added)
