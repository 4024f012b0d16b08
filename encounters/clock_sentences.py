"""What a clock says, in sentences fit for a letter to a jail, in English and Spanish.

Sentences report a count and where it comes from. None says that a hold was unlawful.
Source: custody-clock.md, sections 1 to 7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from encounters.moments import written_day, written_moment, written_span
from encounters.rules.clock_reading import (
    ClockId,
    ClockReading,
    ClockStatus,
    DayLeftOut,
    Note,
    printed_hours,
)
from encounters.rules.custody_timeline import TimelineEvent

CLOCK_NAMES: Final[Mapping[ClockId, Any]] = {
    ClockId.REG_48H: gettext_lazy("As the regulation counts"),
    ClockId.FORM_48H: gettext_lazy("As the request form counts"),
}

_WHAT_IS_COUNTED: Final[Mapping[ClockId, Any]] = {
    ClockId.REG_48H: gettext_lazy(
        "This clock counts the time held after release fell due. It leaves out Saturdays, Sundays"
        " and federal holidays (%(source)s)."
    ),
    ClockId.FORM_48H: gettext_lazy(
        "This clock counts every hour held after release fell due, as the request form words it"
        " (%(source)s)."
    ),
}

_STATUS_SENTENCES: Final[Mapping[ClockStatus, Any]] = {
    ClockStatus.RUNNING: gettext_lazy("The limit of 48 hours has not been passed."),
    ClockStatus.PAUSED: gettext_lazy(
        "Another criminal hold stands, so the count is suspended. The limit of 48 hours has not"
        " been passed."
    ),
    ClockStatus.POSSIBLY_EXPIRED: gettext_lazy(
        "On the facts and times on record it cannot be said for certain whether the limit of 48"
        " hours has been passed."
    ),
    ClockStatus.EXPIRED: gettext_lazy("The limit of 48 hours has been passed."),
    ClockStatus.MET: gettext_lazy("Custody ended within the limit of 48 hours."),
    ClockStatus.POSSIBLY_LATE: gettext_lazy(
        "On the facts and times on record it cannot be said for certain whether custody ended"
        " within the limit of 48 hours."
    ),
    ClockStatus.LATE: gettext_lazy("Custody ended after the limit of 48 hours."),
}

_NOTES: Final[Mapping[Note, Any]] = {
    Note.CONTRADICTORY_BOUNDS: gettext_lazy(
        "Some times on record contradict each other; a bound that was filled in was dropped."
    ),
    Note.DISPUTED_CONDITION: gettext_lazy(
        "Accounts differ about what happened, and the clock applies under some of them only."
    ),
    Note.NEARBY_NON_FEDERAL_CLOSURE: gettext_lazy(
        "A day on which many offices were closed lies in this time. It is no federal holiday and"
        " is counted."
    ),
    Note.OTHER_HOLD_UNKNOWN: gettext_lazy(
        "Whether something else held the person when release fell due is not known. The hours are"
        " those for the case that nothing else did."
    ),
    Note.REPEATED_END: gettext_lazy(
        "The end of custody is on record more than once; the earliest one counts."
    ),
    Note.TWO_AGENCIES: gettext_lazy(
        "The person was moved to another agency. A move neither stops nor restarts the count."
    ),
}

_HOLIDAYS: Final[Mapping[str, Any]] = {
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Martin Luther King Jr. Day": gettext_lazy("Martin Luther King Jr. Day"),
    "Washington's Birthday": gettext_lazy("Washington's Birthday"),
    "Memorial Day": gettext_lazy("Memorial Day"),
    "Juneteenth National Independence Day": gettext_lazy("Juneteenth National Independence Day"),
    "Independence Day": gettext_lazy("Independence Day"),
    "Labor Day": gettext_lazy("Labor Day"),
    "Columbus Day": gettext_lazy("Columbus Day"),
    "Veterans Day": gettext_lazy("Veterans Day"),
    "Thanksgiving Day": gettext_lazy("Thanksgiving Day"),
    "Christmas Day": gettext_lazy("Christmas Day"),
    "Inauguration Day": gettext_lazy("Inauguration Day"),
}
_OBSERVED: Final = " (observed)"
_WEEKEND: Final = frozenset({"saturday", "sunday"})

NO_CONCLUSION: Final = gettext_lazy(
    "This is a count of hours from the times on record. It does not say that a hold was unlawful."
)


@dataclass(frozen=True)
class ClockExplanation:
    """A reading in sentences; `left_out` are the days that were not counted.

    hours, deadline: short forms for the eye; None where there are none.
    """

    name: str
    hours: str | None
    deadline: str | None
    deadline_has_passed: bool
    sentences: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def paragraph(self) -> str:
        """Return everything as one paragraph, to be copied into a letter."""
        left_out = (
            (_("Days not counted: %(days)s.") % {"days": "; ".join(self.left_out)},)
            if self.left_out
            else ()
        )
        return " ".join((*self.sentences, *left_out, str(NO_CONCLUSION)))


def explain(reading: ClockReading, zone: ZoneInfo, event_words: Sequence[str]) -> ClockExplanation:
    """Say in the active language what a reading counted, from when, and how it stands.

    zone: of the place of custody. event_words: what people read for each event of the episode, by
    its position in the list from 0.
    """
    now = _now(reading)
    sentences = (
        str(_WHAT_IS_COUNTED[reading.clock]) % {"source": reading.explanation.source},
        _start_sentence(reading, zone, event_words),
        *_pause_sentences(reading, zone),
        *_count_sentences(reading, zone, event_words),
        *_deadline_sentences(reading, zone, now),
        *_status_sentences(reading),
        *(str(_NOTES[note]) for note in sorted(reading.notes)),
    )
    earliest = reading.deadline_earliest
    return ClockExplanation(
        name=str(CLOCK_NAMES[reading.clock]),
        hours=_hours_in_short(reading),
        deadline=_deadline_in_short(reading, zone),
        deadline_has_passed=earliest is not None and earliest < now,
        sentences=sentences,
        left_out=tuple(_written_left_out(day) for day in reading.days_left_out()),
    )


def _start_sentence(reading: ClockReading, zone: ZoneInfo, event_words: Sequence[str]) -> str:
    start = reading.explanation.start
    if not start:
        return _("No moment at which release fell due is on record, so this clock has not started.")
    words = {"event": _words_of(start[0], event_words)}
    span = start[0].span
    if reading.status is ClockStatus.UNKNOWN_START or span.hi is None:
        return (
            _(
                "Release fell due (%(event)s), but nothing says when, so the hours cannot be"
                " counted."
            )
            % words
        )
    if span.lo is None:
        return _("Release fell due (%(event)s) at an unknown time before %(latest)s.") % {
            **words,
            "latest": written_moment(span.hi, zone),
        }
    return _("Release fell due (%(event)s): %(when)s.") % {
        **words,
        "when": written_span(span.lo, span.hi, zone),
    }


def _pause_sentences(reading: ClockReading, zone: ZoneInfo) -> list[str]:
    found = []
    for pause in reading.explanation.pauses:
        hold = _span(pause.hold, zone)
        if pause.resumption is None:
            found.append(
                _("The count was suspended by a new criminal hold: %(hold)s.") % {"hold": hold}
            )
        else:
            found.append(
                _(
                    "The count was suspended by a new criminal hold (%(hold)s) and went on when"
                    " release fell due again (%(resumption)s)."
                )
                % {"hold": hold, "resumption": _span(pause.resumption, zone)}
            )
    return found


def _count_sentences(
    reading: ClockReading, zone: ZoneInfo, event_words: Sequence[str]
) -> list[str]:
    hours = _hours_in_words(reading)
    if hours is None or reading.status is ClockStatus.UNKNOWN_START:
        return []
    why = reading.explanation
    if reading.status in _CLOSED and why.stops:
        return [
            _("Custody ended (%(event)s): %(when)s.")
            % {
                "event": _words_of(why.stops[0], event_words),
                "when": _span(why.stops[0], zone),
            },
            _("Until then %(hours)s had been counted.") % {"hours": hours},
        ]
    return [
        _("By %(now)s %(hours)s had been counted.")
        % {"now": written_moment(_now(reading), zone), "hours": hours}
    ]


_CLOSED: Final = frozenset({ClockStatus.MET, ClockStatus.POSSIBLY_LATE, ClockStatus.LATE})


def _deadline_sentences(reading: ClockReading, zone: ZoneInfo, now: datetime) -> list[str]:
    earliest, latest = reading.deadline_earliest, reading.deadline_latest
    if earliest is not None and latest is not None:
        words = {"when": written_span(earliest, latest, zone)}
        if latest < now:
            return [_("The 48 hours ended: %(when)s.") % words]
        return [_("The 48 hours end: %(when)s.") % words]
    if earliest is not None:
        return [
            _("The 48 hours end on %(moment)s at the earliest; how much later is not known.")
            % {"moment": written_moment(earliest, zone)}
        ]
    if latest is not None:
        return [
            _("The 48 hours end on %(moment)s at the latest; how much earlier is not known.")
            % {"moment": written_moment(latest, zone)}
        ]
    return []


def _status_sentences(reading: ClockReading) -> list[str]:
    sentence = _STATUS_SENTENCES.get(reading.status)
    return [] if sentence is None else [str(sentence)]


def _deadline_in_short(reading: ClockReading, zone: ZoneInfo) -> str | None:
    earliest, latest = reading.deadline_earliest, reading.deadline_latest
    if earliest is not None and latest is not None:
        return written_span(earliest, latest, zone)
    if earliest is not None:
        return _("%(moment)s at the earliest") % {"moment": written_moment(earliest, zone)}
    if latest is not None:
        return _("%(moment)s at the latest") % {"moment": written_moment(latest, zone)}
    return None


def _hours_in_short(reading: ClockReading) -> str | None:
    least, most = reading.least_elapsed, reading.most_elapsed
    if least is None or reading.status is ClockStatus.UNKNOWN_START:
        return None
    if most is None:
        return _("at least %(least)s hours, limit 48") % {"least": _number(least)}
    if least == most:
        return _("%(hours)s hours, limit 48") % {"hours": _number(least)}
    return _("%(least)s to %(most)s hours, limit 48") % {
        "least": _number(least),
        "most": _number(most),
    }


def _hours_in_words(reading: ClockReading) -> str | None:
    least, most = reading.least_elapsed, reading.most_elapsed
    if least is None:
        return None
    if most is None:
        return _("at least %(least)s hours") % {"least": _number(least)}
    if least == most:
        plural = 1 if printed_hours(least) == 1 else 2
        return ngettext("%(hours)s hour", "%(hours)s hours", plural) % {"hours": _number(least)}
    return _("between %(least)s and %(most)s hours") % {
        "least": _number(least),
        "most": _number(most),
    }


def _number(elapsed: timedelta) -> str:
    text = f"{printed_hours(elapsed):.2f}".rstrip("0").rstrip(".")
    return str(number_format(Decimal(text)))


def _now(reading: ClockReading) -> datetime:
    """Return the moment of the calculation; a reading is made for a known one."""
    return cast("datetime", reading.explanation.now.hi)


def _span(event: TimelineEvent, zone: ZoneInfo) -> str:
    lo, hi = event.span.lo, event.span.hi
    if lo is not None and hi is not None:
        return written_span(lo, hi, zone)
    if hi is not None:
        return _("before %(moment)s") % {"moment": written_moment(hi, zone)}
    return _("time not known")


def _words_of(event: TimelineEvent, event_words: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(event_words[version.position] for version in event.versions))


def _written_left_out(left_out: DayLeftOut) -> str:
    day = written_day(left_out.day)
    if left_out.reason in _WEEKEND:
        return day
    return f"{day} ({_holiday(left_out.reason)})"


def _holiday(reason: str) -> str:
    """Return holiday names in the active language; one day can be two holidays."""
    names = []
    for name in reason.split("; "):
        words = str(_HOLIDAYS[name.removesuffix(_OBSERVED)])
        if name.endswith(_OBSERVED):
            words = _("%(holiday)s, observed") % {"holiday": words}
        names.append(words)
    return "; ".join(names)
