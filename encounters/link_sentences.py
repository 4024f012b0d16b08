"""What the lists said about an agency, in words. Never a legal conclusion.

Source: registry rules, 3 ("Everything is worded as ICE's list of ... said"); a listing says nothing
about a given officer's training or authority.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from encounters.details import LinkDetail

PROGRAM_MODELS: Final[Mapping[str, Any]] = {
    "JEM": gettext_lazy("Jail Enforcement Model (JEM)"),
    "WSO": gettext_lazy("Warrant Service Officer (WSO)"),
    "TFM": gettext_lazy("Task Force Model (TFM)"),
}

_ROLES: Final[Mapping[str, Any]] = {
    "first_listing": gettext_lazy("first listed"),
    "last_listing": gettext_lazy("last listed"),
    "signed_date": gettext_lazy("signed date taken from here"),
    "list_before": gettext_lazy("last list before that day, without this agency and model"),
    "list_after": gettext_lazy("first list after that day, without this agency and model"),
}


@dataclass(frozen=True)
class EvidenceLine:
    """One row of a published list, or a list without the row, as a page shows it."""

    program_model: str
    role: str
    file: str
    row: int | None
    list_date: str
    known_from: str
    signed_on: str


@dataclass(frozen=True)
class DayOfLists:
    """What the lists said for one local day. kind: the badge; statements: one a model group."""

    day: str
    badge: str
    word: str
    statements: tuple[str, ...]
    evidence: tuple[EvidenceLine, ...]


def days_of_lists(link: LinkDetail) -> list[DayOfLists]:
    """Return, for each local day on which the encounter can have begun, what the lists said."""
    return [_day(answer) for answer in link.days]


def _day(answer: Mapping[str, Any]) -> DayOfLists:
    coverage = answer["coverage"]
    badge, word = _badge(answer)
    return DayOfLists(
        day=_written(answer["on"]),
        badge=badge,
        word=word,
        statements=tuple(_statements(answer, coverage)),
        evidence=_lines(answer["evidence"]),
    )


def _badge(answer: Mapping[str, Any]) -> tuple[str, str]:
    if not answer["coverage"]["has_data"]:
        return "plain", _("no data")
    if answer["in_effect"] and answer["coverage"]["stale"]:
        return "warning", _("in effect on an old list")
    if answer["in_effect"]:
        return "info", _("in effect")
    if answer["uncertain"]:
        return "warning", _("uncertain")
    if answer["pending"] or answer["pending_uncertain"]:
        return "plain", _("pending")
    return "plain", _("no agreement found")


def _statements(answer: Mapping[str, Any], coverage: Mapping[str, Any]) -> list[str]:
    if not coverage["has_data"]:
        return [
            _(
                "No list known then is dated on or before that day. That is no data, and not the"
                " same as no agreement."
            )
        ]
    list_date = coverage["participating"]["before"] or coverage["participating"]["after"]
    listed = _written(list_date)
    found = []
    if answer["in_effect"]:
        found.append(
            _("%(models)s: in effect, as ICE's list of %(list)s said.")
            % {"models": _models(answer["in_effect"]), "list": listed}
        )
    if answer["uncertain"]:
        found.append(
            _("%(models)s: uncertain. The lists around that day differ, or give no readable date.")
            % {"models": _models(answer["uncertain"])}
        )
    pending_list = coverage["pending"]["before"] or coverage["pending"]["after"]
    if answer["pending"]:
        found.append(
            _("%(models)s: asked for and not signed, as ICE's pending list of %(list)s said.")
            % {"models": _models(answer["pending"]), "list": _written(pending_list)}
        )
    if answer["pending_uncertain"]:
        found.append(
            _("%(models)s: perhaps asked for; the pending lists around that day differ.")
            % {"models": _models(answer["pending_uncertain"])}
        )
    if not answer["in_effect"] and not answer["uncertain"]:
        found.append(_("No agreement found, as ICE's list of %(list)s said.") % {"list": listed})
    if coverage["stale"]:
        found.append(
            _(
                "The last list known then is of %(list)s, more than 90 days before. It cannot rule"
                " out a later change."
            )
            % {"list": _written(coverage["stale"])}
        )
    return found


def _models(models: Sequence[str]) -> str:
    return ", ".join(str(PROGRAM_MODELS.get(model, model)) for model in models)


def _lines(evidence: Sequence[Mapping[str, Any]]) -> tuple[EvidenceLine, ...]:
    """Return one line for each row of a list; a row that shows several things says them all."""
    roles: dict[tuple[str, str, str, int | None], list[Mapping[str, Any]]] = {}
    for one in evidence:
        row = (one["program_model"], one["kind"], one["file"], one["row"])
        roles.setdefault(row, []).append(one)
    return tuple(_line(shown) for shown in roles.values())


def _line(shown: Sequence[Mapping[str, Any]]) -> EvidenceLine:
    first = shown[0]
    role = "; ".join(str(_ROLES.get(one["role"], one["role"])) for one in shown)
    if first["kind"] == "pending":
        role = _("%(role)s (pending list)") % {"role": role}
    known_from = datetime.fromisoformat(first["known_from"]).astimezone(UTC).date()
    signed_on = next((one["signed_on"] for one in shown if one["signed_on"]), None)
    return EvidenceLine(
        program_model=first["program_model"],
        role=role,
        file=first["file"],
        row=first["row"],
        list_date=_written(first["list_date"]),
        known_from=_written_date(known_from),
        signed_on=_written(signed_on),
    )


def _written(day: str | None) -> str:
    return "" if day is None else _written_date(date.fromisoformat(day))


def _written_date(day: date) -> str:
    # Translators: a date format of Django for a day without its weekday.
    return date_format(day, pgettext("format of a date", "F j, Y"))
