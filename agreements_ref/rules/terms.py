"""From listings to terms, and from terms to the days on which an agreement was in effect.

Everything here speaks of one key (state, agency, program model), of lists of one kind, and of one
day K of knowledge: `history` holds the lists known on K, in order, `listings` the key's row in
each list that has one. `knowledge` adds the axis of K. Source: registry rules, 3.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import Listing, PublishedList

ONE_DAY = timedelta(days=1)
# An open term is stale so many days after the newest list.
STALE_AFTER_DAYS = 90


class Standing(StrEnum):
    """What the lists say of a key on a day."""

    IN_EFFECT = "in_effect"
    UNCERTAIN = "uncertain"
    PENDING = "pending"
    PENDING_UNCERTAIN = "pending_uncertain"


@dataclass(frozen=True)
class Term:
    """One agreement as the participating lists show it.

    start: first day in effect. last: date of the last listing. is_open: the newest list has it.
    next_day: when the lists first say something else, or None. signed: the listing whose signed
    date counts. signed_too_late: that date lies past the first listing, so it was cut (for review).
    before_first: date of the list before the first listing, or None.
    """

    listings: tuple[Listing, ...]
    start: date
    last: date
    is_open: bool
    next_day: date | None
    signed: Listing | None
    signed_too_late: bool
    before_first: date | None


@dataclass(frozen=True)
class Span:
    """Days on which one thing is said of a key, with the rows that say it.

    valid_from: first day, None without limit. valid_to: the day after the last, None when open.
    last: None while the newest list has the row; that list's row is then the last one.
    """

    standing: Standing
    valid_from: date | None
    valid_to: date | None
    first: Listing
    last: Listing | None
    signed: Listing | None = None

    def covers(self, day: date) -> bool:
        """Say whether a day lies in the span."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


def terms_of(history: Sequence[PublishedList], listings: Mapping[int, Listing]) -> tuple[Term, ...]:
    """Form the terms of a key from its participating listings (by list id)."""
    groups = _grouped([listings[one.id] for one in history if one.id in listings])
    position = {one.id: at for at, one in enumerate(history)}
    terms: list[Term] = []
    for group in reversed(groups):
        first, last = group[0], group[-1]
        signed = _signed_that_counts(group)
        start = first.list_date
        too_late = False
        if signed is not None and signed.signed_on is not None:
            start = min(signed.signed_on, first.list_date)
            too_late = signed.signed_on > first.list_date
        later = history[position[last.published_list.id] + 1 :]
        lacking = [one.list_date for one in later if one.id not in listings][:1]
        following = [terms[-1].start] if terms else []
        before = position[first.published_list.id]
        terms.append(
            Term(
                listings=group,
                start=start,
                last=last.list_date,
                is_open=not later,
                next_day=min(lacking + following, default=None),
                signed=signed,
                signed_too_late=too_late,
                before_first=history[before - 1].list_date if before else None,
            )
        )
    return tuple(reversed(terms))


def _grouped(in_order: Sequence[Listing]) -> list[tuple[Listing, ...]]:
    """Cut listings into terms: one signed after the key's previous listing begins a new one.

    A term that has had no readable signed date yet is continued by whatever comes.
    """
    groups: list[list[Listing]] = []
    has_date = False
    for at, listing in enumerate(in_order):
        starts = (
            at > 0
            and has_date
            and listing.signed_on is not None
            and listing.signed_on > in_order[at - 1].list_date
        )
        if at == 0 or starts:
            groups.append([])
            has_date = False
        groups[-1].append(listing)
        has_date = has_date or listing.signed_on is not None
    return [tuple(group) for group in groups]


def _signed_that_counts(group: Sequence[Listing]) -> Listing | None:
    """Return the listing that brought the last readable date: the first of those that agree."""
    readable = [listing for listing in group if listing.signed_on is not None]
    if not readable:
        return None
    found = readable[-1]
    for listing in reversed(readable):
        if listing.signed_on != found.signed_on:
            break
        found = listing
    return found


def spans_of(
    kind: ListKind,
    history: Sequence[PublishedList],
    listings: Mapping[int, Listing],
    doubts: Mapping[int, Listing] | None = None,
) -> tuple[Span, ...]:
    """Return what the lists of one kind say of a key, as spans of days that do not overlap.

    doubts: rows rejected for their state alone that may be this key's, by list id, while nobody
    has decided. Reading them as the key's and leaving them out are both possible, so what only
    the first reading says is uncertain; what the accepted rows say stays as it is.
    """
    say = _participating_spans if kind is ListKind.PARTICIPATING else _pending_spans
    claims = list(say(history, listings))
    open_doubts = {at: row for at, row in (doubts or {}).items() if at not in listings}
    if open_doubts:
        newest = {**open_doubts, **listings}
        unsure = (
            Standing.UNCERTAIN if kind is ListKind.PARTICIPATING else Standing.PENDING_UNCERTAIN
        )
        last_row = newest[[one.id for one in history if one.id in newest][-1]]
        claims += [
            replace(span, standing=unsure, last=span.last or last_row)
            for span in say(history, newest)
        ]
    return _without_overlap(claims)


def _participating_spans(
    history: Sequence[PublishedList], listings: Mapping[int, Listing]
) -> Iterator[Span]:
    terms = terms_of(history, listings)
    for term in terms:
        last = None if term.is_open else term.listings[-1]
        end = None if term.is_open else term.last + ONE_DAY
        yield Span(Standing.IN_EFFECT, term.start, end, term.listings[0], last, term.signed)
    for term in terms:
        last = None if term.is_open else term.listings[-1]
        if term.signed is None:
            begin = None if term.before_first is None else term.before_first + ONE_DAY
            first_date = term.listings[0].list_date
            yield Span(Standing.UNCERTAIN, begin, first_date, term.listings[0], last)
        if not term.is_open:
            begin = term.last + ONE_DAY
            yield Span(
                Standing.UNCERTAIN, begin, term.next_day, term.listings[0], last, term.signed
            )


def _pending_spans(
    history: Sequence[PublishedList], listings: Mapping[int, Listing]
) -> Iterator[Span]:
    around: list[Span] = []
    at = 0
    while at < len(history):
        if history[at].id not in listings:
            at += 1
            continue
        end = at
        while end + 1 < len(history) and history[end + 1].id in listings:
            end += 1
        first, newest = listings[history[at].id], listings[history[end].id]
        is_open = end + 1 == len(history)
        last = None if is_open else newest
        valid_to = None if is_open else newest.list_date + ONE_DAY
        yield Span(Standing.PENDING, first.list_date, valid_to, first, last)
        if at > 0:
            begin = history[at - 1].list_date + ONE_DAY
            around.append(Span(Standing.PENDING_UNCERTAIN, begin, first.list_date, first, last))
        if not is_open:
            begin = newest.list_date + ONE_DAY
            after = history[end + 1].list_date
            around.append(Span(Standing.PENDING_UNCERTAIN, begin, after, first, last))
        at = end + 1
    yield from around


def _without_overlap(claims: Iterable[Span]) -> tuple[Span, ...]:
    """Cut every claim by those before it: the earlier in the sequence says what holds."""
    kept: list[Span] = []
    for claim in claims:
        pieces = [claim]
        for other in kept:
            pieces = [rest for piece in pieces for rest in _cut(piece, other)]
        kept.extend(piece for piece in pieces if _has_days(piece))
    return tuple(sorted(kept, key=lambda span: span.valid_from or date.min))


def _has_days(span: Span) -> bool:
    return span.valid_from is None or span.valid_to is None or span.valid_from < span.valid_to


def _cut(piece: Span, other: Span) -> Iterator[Span]:
    """Yield what is left of `piece` outside `other`."""
    if other.valid_from is not None and (
        piece.valid_from is None or piece.valid_from < other.valid_from
    ):
        end = other.valid_from if piece.valid_to is None else min(piece.valid_to, other.valid_from)
        yield replace(piece, valid_to=end)
    if other.valid_to is not None and (piece.valid_to is None or piece.valid_to > other.valid_to):
        begin = (
            other.valid_to if piece.valid_from is None else max(piece.valid_from, other.valid_to)
        )
        yield replace(piece, valid_from=begin)


def is_stale(day: date, newest_list_date: date | None) -> bool:
    """Say whether an open term is asked about too long after the newest participating list."""
    return newest_list_date is not None and (day - newest_list_date).days > STALE_AFTER_DAYS
