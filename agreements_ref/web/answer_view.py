"""An answer of the register in words: what is said of each program model, and what shows it.

Everything is worded as what a list of ICE said. A sentence names a list only for what that very
list shows, which is more than the dates of the lists around the day can tell.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements_ref.queries import Coverage, Evidence, InEffectAnswer
from agreements_ref.queries.decision_notes import LIST_DATE, DecisionNote
from agreements_ref.queries.timelines import Listing
from agreements_ref.web import labels, review_labels

_STANDINGS = ("in_effect", "uncertain", "pending", "pending_uncertain")
# The agency's rows by program model, kind of list, file and the instant it was known from.
Rows = defaultdict[tuple[str, str, str, datetime], list[Listing]]


@dataclass(frozen=True)
class Badge:
    """A badge of the design system: its kind and its word."""

    kind: str
    word: str


@dataclass(frozen=True)
class EvidenceLine:
    """One row, or one list without the row (row: None). roles: all that it shows."""

    roles: tuple[str, ...]
    kind_code: str
    kind: str
    file: str
    row: int | None
    list_date: date
    known_from: datetime
    signed_on: date | None


@dataclass(frozen=True)
class ModelAnswer:
    """What is said of one program model. sentences: one for each standing, never none.

    is_listed: some list speaks of it for that day, so its evidence is shown at once.
    """

    title: str
    badges: tuple[Badge, ...]
    sentences: tuple[str, ...]
    evidence: tuple[EvidenceLine, ...]
    is_listed: bool


@dataclass(frozen=True)
class DecisionLine:
    """What a person decided that the answer rests on. decided_by: "" for a command."""

    what: str
    reading: str
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True)
class AnswerView:
    """The whole answer. kind: that of the notice it stands in."""

    kind: str
    title: str
    sentences: tuple[str, ...]
    models: tuple[ModelAnswer, ...]
    coverage: Coverage
    decisions: tuple[DecisionLine, ...]


def badges_of(answer: InEffectAnswer) -> tuple[Badge, ...]:
    """Return a badge for each model and what is said of it, what is in effect first."""
    return tuple(
        Badge(labels.BADGE_KINDS[standing], labels.of_a_model(model, standing))
        for standing in _STANDINGS
        for model in getattr(answer, standing)
    )


def short_words(answer: InEffectAnswer) -> str:
    """Say in one line whose word the answer is, or that there is none."""
    coverage = answer.coverage
    is_empty = not any(getattr(answer, standing) for standing in _STANDINGS)
    if not answer.has_data:
        return _("No data for that date")
    if coverage.stale:
        return _("Last list of %(day)s") % {"day": _day(coverage.stale)}
    if is_empty and coverage.participating.before:
        return _("No agreement found, as ICE's list of %(day)s said") % {
            "day": _day(coverage.participating.before)
        }
    return ""


def answer_view(answer: InEffectAnswer, listings: Sequence[Listing]) -> AnswerView:
    """Put an answer about one agency into words. listings: its rows in the lists known then."""
    rows: Rows = defaultdict(list)
    for one in listings:
        rows[one.program_model, one.kind, one.file, one.known_from].append(one)
    models = [
        _model_answer(
            answer, model, [one for one in answer.evidence if one.program_model == model], rows
        )
        for model in _models_in_order(answer)
    ]
    kind, title, sentences = _summary(answer)
    decisions = tuple(_decision(note) for note in answer.coverage.decisions)
    return AnswerView(kind, title, tuple(sentences), tuple(models), answer.coverage, decisions)


def _decision(note: DecisionNote) -> DecisionLine:
    what = _("List date") if note.kind == LIST_DATE else str(review_labels.KINDS[note.kind])
    return DecisionLine(what, note.reading, note.reason, note.decided_by, note.decided_at)


def _models_in_order(answer: InEffectAnswer) -> list[str]:
    """Return every model once: what is in effect first, what is not found last."""
    named = [model for standing in _STANDINGS for model in getattr(answer, standing)]
    return list(dict.fromkeys([*named, *labels.MODELS]))


def _summary(answer: InEffectAnswer) -> tuple[str, str, list[str]]:
    coverage = answer.coverage
    on = _day(coverage.on)
    if answer.in_effect:
        title = _("In effect on %(on)s: %(models)s") % {
            "on": on,
            "models": _names(answer.in_effect),
        }
        if coverage.stale is None:
            return "info", title, []
        return (
            "warning",
            _("In effect on %(on)s, as far as the last list of %(day)s said: %(models)s")
            % {"on": on, "day": _day(coverage.stale), "models": _names(answer.in_effect)},
            [
                _(
                    "The day is more than 90 days after that list. What has changed since, the"
                    " lists do not say."
                )
            ],
        )
    if answer.uncertain:
        title = _("Uncertain on %(on)s: %(models)s") % {
            "on": on,
            "models": _names(answer.uncertain),
        }
        return "warning", title, []
    if not answer.has_data:
        return "warning", _("No data for that date"), [_no_data_words(coverage)]
    found_none = _("No agreement found for %(on)s, as ICE's list of %(day)s said") % {
        "on": on,
        "day": _day(coverage.participating.before or coverage.on),
    }
    if answer.pending or answer.pending_uncertain:
        return "info", found_none, [_("A request stood on ICE's lists of pending requests.")]
    return "info", found_none, []


def _no_data_words(coverage: Coverage) -> str:
    newest = coverage.participating.after
    if newest is None:
        return _(
            "No list of signed agreements was known on %(known_on)s (UTC). This is not the same as"
            " “no agreement found”."
        ) % {"known_on": _day(coverage.known_on)}
    return _(
        "No known list of signed agreements is dated on or before %(on)s; the first one is"
        " of %(day)s. This is not the same as “no agreement found”."
    ) % {"on": _day(coverage.on), "day": _day(newest)}


def _model_answer(
    answer: InEffectAnswer, model: str, evidence: Sequence[Evidence], rows: Rows
) -> ModelAnswer:
    standings = [one for one in _STANDINGS if model in getattr(answer, one)]
    sentences = [
        _sentence(answer.coverage, [one for one in evidence if one.standing == standing], rows)
        for standing in standings
    ]
    badges = [Badge(labels.BADGE_KINDS[one], str(labels.STANDINGS[one])) for one in standings]
    if "in_effect" not in standings and "uncertain" not in standings:
        sentences.insert(0, _not_found(evidence, rows))
    if not badges:
        has_list = any(one.role == "list_before" for one in evidence)
        badges = [Badge("plain", str(labels.STANDINGS["not_listed" if has_list else "no_data"]))]
    return ModelAnswer(
        title=str(labels.MODELS[model]),
        badges=tuple(badges),
        sentences=tuple(sentences),
        evidence=tuple(_lines(evidence, rows)),
        is_listed=bool(standings),
    )


def _sentence(coverage: Coverage, evidence: Sequence[Evidence], rows: Rows) -> str:
    """Word one standing of a model by the rows that it rests on."""
    by_role = {one.role: one for one in evidence}
    first, last = by_role["first_listing"], by_role.get("last_listing")
    words = {
        "on": _day(coverage.on),
        "first": _day(first.list_date),
        "last": _day(last.list_date) if last else "",
    }
    if first.standing == "in_effect":
        return _in_effect(coverage, by_role, words)
    if first.standing == "pending":
        before = coverage.pending.before or first.list_date
        return _("Pending on %(on)s, as ICE's list of pending requests of %(day)s said.") % {
            "on": words["on"],
            "day": _day(before),
        }
    if first.standing == "pending_uncertain":
        return (
            _(
                "Perhaps pending on %(on)s: of ICE's lists of pending requests next to that day,"
                " one has the request and one lacks it."
            )
            % words
        )
    if any(_row_of(one, rows) is None for one in evidence if one.row is not None):
        return (
            _(
                "Uncertain on %(on)s: a row of ICE's list of %(first)s may be this agency's, but"
                " names its state in a way that nobody has read yet."
            )
            % words
        )
    if coverage.on < first.list_date:
        return (
            _(
                "Uncertain on %(on)s: ICE's list of %(first)s was the first to show it, without a"
                " readable signed date. No list says from which day it was in effect."
            )
            % words
        )
    return (
        _(
            "Uncertain on %(on)s: ICE's list of %(last)s was the last to show it. No list says"
            " until which day it was in effect."
        )
        % words
    )


def _in_effect(coverage: Coverage, by_role: dict[str, Evidence], words: dict[str, str]) -> str:
    first, last = by_role["first_listing"], by_role.get("last_listing")
    signed = by_role.get("signed_date")
    if coverage.on < first.list_date and signed is not None and signed.signed_on is not None:
        return _("In effect on %(on)s, as ICE's list of %(day)s said: signed on %(signed)s.") % {
            "on": words["on"],
            "day": _day(signed.list_date),
            "signed": _day(signed.signed_on),
        }
    if last is None or last.list_date == first.list_date:
        day = words["first"]
    elif coverage.on >= last.list_date:
        day = words["last"]
    else:
        return _("In effect on %(on)s, as ICE's lists of %(first)s and %(last)s said.") % words
    if last is not None and coverage.stale == last.list_date:
        return _("In effect on %(on)s, as far as ICE's last list of %(day)s said.") % {
            "on": words["on"],
            "day": day,
        }
    return _("In effect on %(on)s, as ICE's list of %(day)s said.") % {
        "on": words["on"],
        "day": day,
    }


def _not_found(evidence: Sequence[Evidence], rows: Rows) -> str:
    """Say what the lists on both sides of the day lack."""
    beside = {one.role: one for one in evidence if one.role in ("list_before", "list_after")}
    before, after = beside.get("list_before"), beside.get("list_after")
    if before is None:
        return (
            _("No data for that date.")
            if after is None
            else _("No data for that date: the first list that is known is of %(day)s.")
            % {"day": _day(after.list_date)}
        )
    later = _row_of(after, rows) if after else None
    if later is not None and later.signed_on is not None:
        return _(
            "No agreement found on ICE's list of %(day)s. The next one, of %(after)s, has it,"
            " signed on %(signed)s."
        ) % {
            "day": _day(before.list_date),
            "after": _day(later.list_date),
            "signed": _day(later.signed_on),
        }
    return _("No agreement found on ICE's list of %(day)s.") % {"day": _day(before.list_date)}


def _lines(evidence: Sequence[Evidence], rows: Rows) -> list[EvidenceLine]:
    """Return the evidence with each row once, whatever it shows.

    A list beside the day is named with the agency's row where it has one, and is left out when
    a row of it stands there already.
    """
    shown = {_list_of(one) for one in evidence if one.row is not None}
    lines: dict[tuple[str, str, datetime, int | None], EvidenceLine] = {}
    for one in evidence:
        if one.row is None and _list_of(one) in shown:
            continue
        listing = _row_of(one, rows)
        row = one.row or (listing.row if listing else None)
        signed_on = one.signed_on
        if listing is not None:
            signed_on = listing.signed_on
        at = (*_list_of(one), row)
        roles = (
            (*lines[at].roles, str(labels.ROLES[one.role]))
            if at in lines
            else (str(labels.ROLES[one.role]),)
        )
        lines[at] = EvidenceLine(
            roles=tuple(dict.fromkeys(roles)),
            kind_code=one.kind,
            kind=str(labels.KINDS[one.kind]),
            file=one.file,
            row=row,
            list_date=one.list_date,
            known_from=one.known_from,
            signed_on=signed_on,
        )
    return list(lines.values())


def _list_of(one: Evidence) -> tuple[str, str, datetime]:
    return one.kind, one.file, one.known_from


def _row_of(one: Evidence, rows: Rows) -> Listing | None:
    """Return the agency's row that the evidence names, or for a list, the one that counts in it."""
    there = rows.get((one.program_model, one.kind, one.file, one.known_from), [])
    if one.row is not None:
        return next((listing for listing in there if listing.row == one.row), None)
    return min(there, key=lambda row: (row.signed_on or date.max, row.row), default=None)


def _names(models: Iterable[str]) -> str:
    return ", ".join(str(labels.MODELS[model]) for model in models)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
