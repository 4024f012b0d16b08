"""`{% load encounters %}`: codes in words, times with their zone, places by name."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agreements_ref.rules.states import STATE_NAMES
from encounters import labels
from encounters.moments import written_day, written_moment, written_month, written_time
from encounters.place_names import written_place
from encounters.rules import codes
from encounters.rules.time_values import TimeValue

register = template.Library()


@register.filter
def in_words(code: StrEnum | None) -> Any:
    """Return the label of a code; nothing for None."""
    return "" if code is None else labels.label(code)


@register.filter
def kind_in_words(value: str) -> Any:
    """Return the label of an encounter's kind as its column holds it."""
    return labels.label(codes.EncounterKind(value))


@register.filter
def verification_in_words(value: str) -> Any:
    """Return the label of a verification as its column holds it."""
    return labels.label(codes.Verification(value))


@register.filter
def month_in_words(bucket: str) -> str:
    """Return a month bucket as people write it."""
    return written_month(bucket)


@register.filter
def state_name(state: str) -> str:
    """Return a state's name; nothing where it is unknown."""
    return STATE_NAMES.get(state, "")


@register.filter
def day_in_words(day: date) -> str:
    """Return a day as people write it."""
    return written_day(day)


@register.simple_tag
def place_in_words(state: str, county_fips: str) -> str:
    """Return county and state by name, and say what is not known."""
    return written_place(state, county_fips)


@register.simple_tag
def count_bands() -> list[tuple[str, Any]]:
    """Return the bands in which officers are counted, with their words."""
    return labels.choices(codes.CountBand)


@register.simple_tag
def moment(instant: datetime, zone: ZoneInfo) -> SafeString:
    """Return an instant in the time of a place, with its zone."""
    return format_html(
        '<time datetime="{}">{}</time>',
        instant.astimezone(zone).isoformat(timespec="minutes"),
        written_moment(instant, zone),
    )


@register.simple_tag
def time_value(value: TimeValue, zone: ZoneInfo) -> SafeString | str:
    """Return a time value in words; a single moment also for machines."""
    if value.earliest is not None and value.earliest == value.latest:
        return moment(value.earliest, zone)
    return written_time(value, zone)
