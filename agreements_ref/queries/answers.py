"""Which agreement was in effect for an agency on a day, as the lists known on a day said.

Read from the versions: one query for them, one for the newest rows of open terms, however many
questions there are. Source: registry rules, 3.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Q, Subquery

from agreements_ref.models import Agency, AgreementVersion, ListRow, RegisterState
from agreements_ref.queries.decision_notes import DecisionNote
from agreements_ref.queries.evidence import (
    NOT_LISTED,
    Coverage,
    Evidence,
    InEffectAnswer,
    KindCoverage,
)
from agreements_ref.queries.register import (
    KnownLists,
    Register,
    newest_register,
    register_as_of,
)
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import Listing, PublishedList, listing_of
from agreements_ref.rules.names import agency_key
from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.terms import Standing, is_stale, spans_of

_CHUNK = 400
_MODELS = tuple(model.value for model in EVALUATED)
_GROUPS = tuple(Standing)

# Built once: putting the columns together takes longer than reading the rows.
_VERSIONS = AgreementVersion.objects.values_list(
    "agency_id",
    "program_model",
    "kind",
    "standing",
    "valid_from",
    "valid_to",
    "known_from",
    "known_to",
    "first_list_id",
    "first_row",
    "last_list_id",
    "last_row",
    "signed_list_id",
    "signed_row",
    "signed_on",
    Subquery(RegisterState.objects.values("token")[:1]),
)
_ROWS = ListRow.objects.values_list(
    "agency_id", "program_model", "snapshot_id", "row_number", "signed_on"
)


@dataclass(frozen=True)
class Question:
    """agency_id: need not exist. on: the day D. known_on: the day K (UTC), None for today."""

    agency_id: UUID
    on: date
    known_on: date | None = None


@dataclass(frozen=True)
class NamedQuestion:
    """A question that names the agency: postal code and the name in any spelling of its key."""

    state: str
    agency: str
    on: date
    known_on: date | None = None

    @property
    def key(self) -> str:
        """The agency's key."""
        return agency_key(self.agency)

    @property
    def question(self) -> Question:
        """The question by id."""
        return Question(Agency.id_for(self.state, self.key), self.on, self.known_on)


@dataclass(frozen=True)
class _Point:
    """A row that a version rests on, by its list."""

    list_id: int
    row: int
    signed_on: date | None = None


@dataclass(frozen=True)
class _Finding:
    """What is said of one model. last: None while the newest known list has the row."""

    program_model: str
    kind: ListKind
    standing: Standing
    first: _Point
    last: _Point | None
    signed: _Point | None


@dataclass(frozen=True)
class _Stored:
    """A stored version as it is read."""

    finding: _Finding
    valid_from: date | None
    valid_to: date | None
    known_from: date
    known_to: date | None

    def holds(self, on: date, known_on: date) -> bool:
        return (
            (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on < self.valid_to)
            and self.known_from <= known_on
            and (self.known_to is None or known_on < self.known_to)
        )


def agreements_in_effect(
    *, agency_id: UUID, on: date, known_on: date | None = None
) -> InEffectAnswer:
    """Say which models were in effect for an agency on a day, with evidence and coverage.

    known_on: only lists known on this day (UTC) or before are used; None means today. An agency
    that is in no list gets an answer too: none found, or no data.
    """
    return agreements_in_effect_many([Question(agency_id, on, known_on)])[0]


def agreements_in_effect_many(questions: Sequence[Question]) -> list[InEffectAnswer]:
    """Answer many questions in a fixed number of queries (per 400 agencies), in their order."""
    return _answer(questions, {})


def agreements_in_effect_by_name(questions: Sequence[NamedQuestion]) -> list[InEffectAnswer]:
    """Answer questions that name the agency, in their order.

    A row rejected for its state alone may be any agency of its name, also one that no accepted
    row names; it makes the answer uncertain until a person has decided.
    """
    ids = {named.question.agency_id: named.key for named in questions}
    known = {
        agency_id
        for chunk in _chunks(ids)
        for agency_id in Agency.objects.filter(id__in=chunk).values_list("id", flat=True)
    }
    nameless = {agency_id: key for agency_id, key in ids.items() if agency_id not in known}
    doubts = _doubts_of(nameless) if nameless else {}
    return _answer([named.question for named in questions], doubts)


Doubts = dict[tuple[UUID, str], dict[int, list[tuple[int, date | None]]]]


def _doubts_of(keys: dict[UUID, str]) -> Doubts:
    """Return the unplaced rows of agencies that are not in the register, by list."""
    by_key: dict[str, list[tuple[str, int, int, date | None]]] = defaultdict(list)
    rows = ListRow.objects.filter(snapshot__waits_for=[]).exclude(unplaced_key="")
    for key, model, list_id, number, signed_on in rows.values_list(
        "unplaced_key", "program_model", "snapshot_id", "row_number", "signed_on"
    ):
        by_key[key].append((model, list_id, number, signed_on))
    found: Doubts = defaultdict(lambda: defaultdict(list))
    for agency_id, key in keys.items():
        for model, list_id, number, signed_on in by_key.get(key, ()):
            found[agency_id, model][list_id].append((number, signed_on))
    return found


def _answer(questions: Sequence[Question], doubts: Doubts) -> list[InEffectAnswer]:
    today = datetime.now(UTC).date()
    asked = [(q.agency_id, q.on, q.known_on or today) for q in questions]
    stored, register = _stored_versions({agency_id for agency_id, _, _ in asked})
    findings = []
    for agency_id, on, known_on in asked:
        found = [one.finding for one in stored.get(agency_id, ()) if one.holds(on, known_on)]
        found.extend(_unsure(agency_id, on, known_on, doubts, register))
        findings.append(found)
    newest_rows = _read_newest_rows(asked, findings, register)
    return [
        _compose(register, agency_id, on, known_on, found, newest_rows)
        for (agency_id, on, known_on), found in zip(asked, findings, strict=True)
    ]


def _stored_versions(agency_ids: set[UUID]) -> tuple[dict[UUID, list[_Stored]], Register]:
    """Return the versions of each agency asked about, under whichever name they are kept.

    The links in memory say which names to read; when the register has changed meanwhile, and its
    links with it, the versions are read once more.
    """
    register = newest_register()
    while True:
        names = {one: register.names_of(one, _MODELS) for one in agency_ids}
        kept, token, has_token = _read_versions(set().union(*names.values()))
        if not has_token:
            token = RegisterState.objects.values_list("token", flat=True).first()
        current = register_as_of(token)
        if current is register or current.linked == register.linked:
            break
        register = current
    if not current.linked:
        return kept, current
    found = {
        agency_id: [
            one
            for name in sorted(names[agency_id])
            for one in kept.get(name, ())
            if name in current.names_of(agency_id, [one.finding.program_model])
        ]
        for agency_id in agency_ids
    }
    return found, current


def _read_versions(
    agency_ids: Iterable[UUID],
) -> tuple[dict[UUID, list[_Stored]], UUID | None, bool]:
    """Return the versions of the agencies, and the register's token when any row brought it."""
    found: dict[UUID, list[_Stored]] = defaultdict(list)
    token: UUID | None = None
    has_token = False
    for chunk in _chunks(agency_ids):
        for row in _VERSIONS.filter(_one_or_many("agency_id", chunk)):
            token, has_token = row[15], True
            finding = _Finding(
                row[1],
                ListKind(row[2]),
                Standing(row[3]),
                _Point(row[8], row[9]),
                None if row[10] is None or row[11] is None else _Point(row[10], row[11]),
                None if row[12] is None or row[13] is None else _Point(row[12], row[13], row[14]),
            )
            found[row[0]].append(_Stored(finding, row[4], row[5], row[6], row[7]))
    return found, token, has_token


def _unsure(
    agency_id: UUID, on: date, known_on: date, doubts: Doubts, register: Register
) -> Iterator[_Finding]:
    """Yield what unplaced rows make uncertain for an agency that is not in the register."""
    for model in _MODELS:
        rows = doubts.get((agency_id, model))
        if not rows:
            continue
        for kind in ListKind:
            history = register.known(kind, known_on).lists
            listings = {one.id: listing_of(one, rows[one.id]) for one in history if one.id in rows}
            for span in spans_of(kind, history, {}, listings):
                if span.covers(on):
                    yield _Finding(
                        model,
                        kind,
                        span.standing,
                        _point(span.first),
                        _point(span.last) if span.last else None,
                        _point(span.signed) if span.signed else None,
                    )


def _point(listing: Listing) -> _Point:
    return _Point(listing.published_list.id, listing.row, listing.signed_on)


NewestRows = dict[tuple[UUID, str, int], _Point]


def _read_newest_rows(
    asked: Sequence[tuple[UUID, date, date]],
    findings: Sequence[Sequence[_Finding]],
    register: Register,
) -> NewestRows:
    """Return the row of each open term in the newest list known on K, by the agency asked about."""
    names_of: dict[tuple[UUID, str, int], set[UUID]] = {}
    for (agency_id, _, known_on), found in zip(asked, findings, strict=True):
        for one in found:
            newest = register.known(one.kind, known_on).newest
            if one.last is None and newest is not None:
                names = register.names_of(agency_id, [one.program_model])
                names_of[agency_id, one.program_model, newest.id] = names
    agency_ids = set().union(*names_of.values())
    list_ids = {list_id for _, _, list_id in names_of}
    rows: dict[tuple[UUID, str, int], list[tuple[int, date | None]]] = defaultdict(list)
    for chunk in _chunks(agency_ids):
        for agency_id, model, list_id, number, signed_on in _ROWS.filter(
            _one_or_many("agency_id", chunk), _one_or_many("snapshot_id", list(list_ids))
        ):
            if agency_id is not None:
                rows[agency_id, model, list_id].append((number, signed_on))
    points: NewestRows = {}
    for (agency_id, model, list_id), names in names_of.items():
        mine = [row for name in names for row in rows.get((name, model, list_id), ())]
        if mine:
            found_row = listing_of(register.by_id[list_id], mine)
            points[agency_id, model, list_id] = _point(found_row)
    return points


def _compose(
    register: Register,
    agency_id: UUID,
    on: date,
    known_on: date,
    findings: Sequence[_Finding],
    newest_rows: NewestRows,
) -> InEffectAnswer:
    participating = register.known(ListKind.PARTICIPATING, known_on)
    pending = register.known(ListKind.PENDING, known_on)
    around = participating.around(on)
    groups: dict[Standing, set[str]] = {standing: set() for standing in _GROUPS}
    for finding in findings:
        groups[finding.standing].add(finding.program_model)
    has_term = bool(groups[Standing.IN_EFFECT])
    rests_on_open = any(
        finding.standing is Standing.IN_EFFECT and finding.last is None for finding in findings
    )
    newest = around.newest.list_date if around.newest else None
    evidence = tuple(
        _evidence(register, agency_id, on, findings, newest_rows, participating, pending)
    )
    coverage = Coverage(
        on=on,
        known_on=known_on,
        has_data=around.before is not None or has_term,
        stale=newest if rests_on_open and is_stale(on, newest) else None,
        participating=KindCoverage.of(around),
        pending=KindCoverage.of(pending.around(on)),
        decisions=_decisions(register, agency_id, evidence),
    )
    in_effect, uncertain, is_pending, pending_uncertain = (
        tuple(sorted(groups[standing])) for standing in _GROUPS
    )
    return InEffectAnswer(in_effect, uncertain, is_pending, pending_uncertain, evidence, coverage)


def _evidence(
    register: Register,
    agency_id: UUID,
    on: date,
    findings: Sequence[_Finding],
    newest_rows: NewestRows,
    participating: KnownLists,
    pending: KnownLists,
) -> Iterator[Evidence]:
    """Yield by model: the rows a standing rests on, and the lists around D that lack the row."""
    for model in _MODELS:
        mine = [finding for finding in findings if finding.program_model == model]
        mine.sort(key=lambda finding: _GROUPS.index(finding.standing))
        for finding in mine:
            known = participating if finding.kind is ListKind.PARTICIPATING else pending
            last = finding.last
            if last is None and known.newest is not None:
                last = newest_rows.get((agency_id, model, known.newest.id))
            points = (
                ("first_listing", finding.first),
                ("last_listing", last),
                ("signed_date", finding.signed),
            )
            for role, point in points:
                if point is not None:
                    yield _said_by(register, finding, role, point)
        if not any(finding.standing is Standing.IN_EFFECT for finding in mine):
            around = participating.around(on)
            standing = NOT_LISTED
            if any(finding.standing is Standing.UNCERTAIN for finding in mine):
                standing = Standing.UNCERTAIN.value
            for role, published in (("list_before", around.before), ("list_after", around.after)):
                if published is not None:
                    yield _without_row(model, standing, role, published)


def _decisions(
    register: Register, agency_id: UUID, evidence: Sequence[Evidence]
) -> tuple[DecisionNote, ...]:
    """Return what people decided about the names, rows and lists that an answer rests on."""
    rows = [(one.list_id, one.row) for one in evidence if one.row is not None]
    return register.notes.about(
        links=[
            (name, model)
            for model in _MODELS
            for name in sorted(register.linked.get((agency_id, model), ()))
        ],
        rows=rows,
        lists={one.list_id for one in evidence},
    )


def _said_by(register: Register, finding: _Finding, role: str, point: _Point) -> Evidence:
    published = register.by_id[point.list_id]
    return Evidence(
        finding.program_model,
        finding.standing.value,
        role,
        finding.kind.value,
        published.file_name,
        point.row,
        published.list_date,
        published.known_from,
        point.signed_on,
        published.id,
    )


def _without_row(model: str, standing: str, role: str, published: PublishedList) -> Evidence:
    return Evidence(
        model,
        standing,
        role,
        ListKind.PARTICIPATING.value,
        published.file_name,
        None,
        published.list_date,
        published.known_from,
        None,
        published.id,
    )


def _one_or_many(name: str, values: Sequence[object]) -> Q:
    """Return the plain comparison for a single value: it is the common case, and cheaper."""
    return Q(**{name: values[0]}) if len(values) == 1 else Q(**{f"{name}__in": values})


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(ids)
    for at in range(0, len(every), _CHUNK):
        yield every[at : at + _CHUNK]
