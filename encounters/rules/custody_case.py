"""Reads a custody episode from the JSON of custody-clock.md section 2, or says what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from encounters.rules.custody_events import (
    ArrestAuthority,
    ArrestBasis,
    CustodyEpisode,
    CustodyEvent,
    EventKind,
    may_be_versions,
)
from encounters.rules.holidays import HolidayArea
from encounters.rules.intervals import UNKNOWN, Interval
from encounters.rules.local_time import UnknownZone, zone_named
from encounters.rules.written_times import UnreadableTime, WrittenTime, read_written_time

Word = TypeVar("Word", bound=StrEnum)


class CaseError(ValueError):
    """What makes a case invalid.

    event: position in the list of events from 0, or None for a field of the case.
    """

    def __init__(self, event: int | None, field: str, message: str) -> None:
        super().__init__(message)
        self.event = event
        self.field = field
        self.message = message

    def __str__(self) -> str:
        place = "case" if self.event is None else f"event {self.event}"
        return f"{place}, field {self.field}: {self.message}"

    def to_json(self) -> dict[str, object]:
        """The answer to an invalid case: nothing but the error."""
        return {"error": {"event": self.event, "field": self.field, "message": self.message}}


@dataclass(frozen=True, slots=True)
class CustodyCase:
    """A valid case: the episode, and the moment (or span) for which it is to be read."""

    episode: CustodyEpisode
    now: Interval


def read_case(case: Mapping[str, object]) -> CustodyCase:
    """Read one case; fields that are null count as missing, except `other_hold`.

    Raises: CaseError, naming the first field found wrong and what is wanted.
    """
    fields = _Fields(case, None)
    zone = fields.zone("timezone")
    if zone is None:
        raise CaseError(None, "timezone", "missing: give the IANA name, such as America/Denver")
    area = fields.word("holiday_area", HolidayArea) or HolidayArea.NATIONAL
    now_fold = fields.fold("now_fold")
    now = fields.time("now", zone, now_fold)
    if now is None:
        raise CaseError(None, "now", "missing: give the moment of the calculation")
    case_id = fields.text("id")
    reimbursable = fields.truth("reimbursable_detention")
    gerstein = fields.truth("gerstein_for_detainers") or False
    events = _read_events(case.get("events"), zone)
    _check_dispute_groups(events)
    return CustodyCase(
        CustodyEpisode(case_id, zone, area, reimbursable, gerstein, events), now.span
    )


def _read_events(entries: object, zone: ZoneInfo) -> tuple[CustodyEvent, ...]:
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise CaseError(None, "events", "missing: give a list, in the order of happening")
    events: list[CustodyEvent] = []
    for position, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            raise CaseError(position, "kind", "an event is an object with a kind and times")
        events.append(_read_event(_Fields(entry, position), position, zone))
    return tuple(events)


def _read_event(fields: "_Fields", position: int, case_zone: ZoneInfo) -> CustodyEvent:
    kind = fields.text("kind")
    if kind is None:
        raise CaseError(position, "kind", "missing: say what happened")
    span, lo_from_date, hi_from_date = _read_span(fields, case_zone)
    # Fields belong to a kind of event; on another kind they mean nothing and are left alone.
    is_release, is_arrest = kind == EventKind.RELEASE_DUE, kind == EventKind.ARREST
    is_transfer = kind == EventKind.TRANSFER
    has_form = kind in (EventKind.ADMIN_WARRANT_SERVED, EventKind.DETAINER_LODGED)
    return CustodyEvent(
        position=position,
        kind=kind,
        span=span,
        lo_from_date=lo_from_date,
        hi_from_date=hi_from_date,
        disputed=fields.truth("disputed") or False,
        dispute_group=fields.text("dispute_group"),
        other_hold=fields.truth("other_hold", missing=False) if is_release else False,
        basis=(fields.word("basis", ArrestBasis) if is_arrest else None) or ArrestBasis.UNKNOWN,
        authority=(fields.word("authority", ArrestAuthority) if is_arrest else None)
        or ArrestAuthority.UNKNOWN,
        form=fields.text("form") if has_form else None,
        to_agency=fields.text("to_agency") if is_transfer else None,
        zone=fields.zone("timezone") if is_transfer else None,
        source=fields.text("source"),
    )


def _read_span(fields: "_Fields", case_zone: ZoneInfo) -> tuple[Interval, bool, bool]:
    """The span of an event, and whether its two ends are those of a date without time."""
    zone = fields.zone("at_timezone") or case_zone
    fold = fields.fold("fold")
    at = fields.time("at", zone, fold)
    earliest = fields.time("earliest", zone, fold)
    latest = fields.time("latest", zone, fold)
    if at is not None:
        return at.span, at.date_only, at.date_only
    lo = earliest.span.lo if earliest is not None else None
    hi = latest.span.hi if latest is not None else None
    if lo is None and hi is None:
        return UNKNOWN, False, False
    if lo is not None and hi is not None and lo > hi:
        raise CaseError(fields.event, "earliest", "earliest is after latest: check both bounds")
    return (
        Interval(lo, hi),
        earliest is not None and earliest.date_only,
        latest is not None and latest.date_only,
    )


def _check_dispute_groups(events: Sequence[CustodyEvent]) -> None:
    kinds: dict[str, str] = {}
    for event in events:
        if event.dispute_group is None:
            continue
        kind = kinds.setdefault(event.dispute_group, event.kind)
        if not may_be_versions(kind, event.kind):
            raise CaseError(
                event.position,
                "dispute_group",
                f"{event.kind} cannot be a version of {kind}: only ends of custody may mix",
            )


class _Fields:
    """The fields of one object, each read into its type or refused by name."""

    def __init__(self, fields: Mapping[str, object], event: int | None) -> None:
        self._fields = fields
        self.event = event

    def _refuse(self, name: str, message: str) -> CaseError:
        return CaseError(self.event, name, message)

    def text(self, name: str) -> str | None:
        value = self._fields.get(name)
        if value is None or isinstance(value, str):
            return value
        raise self._refuse(name, f"{value!r} is not text")

    def truth(self, name: str, missing: bool | None = None) -> bool | None:
        """True or false; None for null, `missing` where the field is not there."""
        value = self._fields.get(name, missing)
        if value is None or isinstance(value, bool):
            return value
        raise self._refuse(name, f"{value!r} is not true, false or null")

    def fold(self, name: str) -> int | None:
        value = self._fields.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value in (0, 1):
            return value
        raise self._refuse(name, f"{value!r}: 0 is the first passage of an hour, 1 the second")

    def word(self, name: str, words: type[Word]) -> Word | None:
        value = self._fields.get(name)
        if value is None:
            return None
        for word in words:
            if word == value:
                return word
        raise self._refuse(name, f"{value!r} is none of {', '.join(words)}")

    def zone(self, name: str) -> ZoneInfo | None:
        value = self._fields.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return zone_named(value)
            except UnknownZone:
                pass
        raise self._refuse(name, f"{value!r} is no IANA name of a time zone")

    def time(self, name: str, zone: ZoneInfo, fold: int | None) -> WrittenTime | None:
        value = self._fields.get(name)
        if value is None:
            return None
        try:
            return read_written_time(value, zone, fold)
        except UnreadableTime as error:
            raise self._refuse(name, str(error)) from error
