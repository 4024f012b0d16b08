"""What changed between two lists, and how many agreements each list shows.

A list says nothing of why: a row that is gone is "not listed since", never "terminated".
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from agreements_ref.models import ListRow, ListSnapshot
from agreements_ref.queries.agencies import AgencyCard
from agreements_ref.queries.decisions import linked_agencies
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import PublishedList, in_order, listing_of
from agreements_ref.rules.program_models import EVALUATED

_MODELS = tuple(model.value for model in EVALUATED)


class ListsOfTwoKinds(ValueError):
    """Raised when a list of signed agreements is compared with one of requests."""


@dataclass(frozen=True)
class ListName:
    """A list that counts, by its bytes."""

    sha256: str
    kind: str
    file: str
    list_date: date
    known_from: datetime


@dataclass(frozen=True)
class ListedAgreement:
    """One agency and program model in one or both lists. Rows and readable signed dates of each."""

    agency: AgencyCard
    program_model: str
    earlier_row: int | None
    later_row: int | None
    signed_earlier: date | None
    signed_later: date | None


@dataclass(frozen=True)
class ChangedModels:
    """An agency with rows in both lists whose models differ."""

    agency: AgencyCard
    gone: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class ListChanges:
    """Two lists of one kind compared by agency and program model, each group by state and name.

    redated: in both, with another readable signed date. models: agencies that are in both lists
    and lost or gained a model; their rows stand in gone and added too.
    """

    earlier: ListName
    later: ListName
    added: tuple[ListedAgreement, ...]
    gone: tuple[ListedAgreement, ...]
    redated: tuple[ListedAgreement, ...]
    models: tuple[ChangedModels, ...]
    unchanged: int


@dataclass(frozen=True)
class ListCount:
    """What one list of signed agreements shows: agreements by model, agencies, states."""

    list: ListName
    by_model: dict[str, int]
    agreements: int
    agencies: int
    states: int


def comparable_lists() -> list[ListName]:
    """Return the lists that count: signed agreements first, of each kind the newest first."""
    named = {one.pk: _name(one) for one in ListSnapshot.objects.filter(waits_for=[])}
    order = in_order(
        PublishedList(pk, one.list_date, one.known_from, one.file, one.sha256)
        for pk, one in named.items()
    )
    newest_first = [named[one.id] for one in reversed(order)]
    return [one for kind in ListKind for one in newest_first if one.kind == kind.value]


def changes_between(*, earlier: str, later: str) -> ListChanges | None:
    """Compare two lists, named by SHA-256. Return None when there is no such list that counts.

    Raises: ListsOfTwoKinds.
    """
    found = {
        one.sha256: one
        for one in ListSnapshot.objects.filter(waits_for=[], sha256__in=(earlier, later))
    }
    if earlier not in found or later not in found:
        return None
    if found[earlier].kind != found[later].kind:
        raise ListsOfTwoKinds(found[earlier].kind, found[later].kind)
    names, before, after = _listed(found[earlier], found[later])

    def entry(key: _Key) -> ListedAgreement:
        old, new = before.get(key), after.get(key)
        return ListedAgreement(
            agency=names[key[0]],
            program_model=key[1],
            earlier_row=old[0] if old else None,
            later_row=new[0] if new else None,
            signed_earlier=old[1] if old else None,
            signed_later=new[1] if new else None,
        )

    order = sorted(before.keys() | after.keys(), key=lambda key: (_place(names[key[0]]), key[1]))
    added = [key for key in order if key not in before]
    gone = [key for key in order if key not in after]
    both = [key for key in order if key in before and key in after]
    redated = [key for key in both if before[key][1] != after[key][1]]
    return ListChanges(
        earlier=_name(found[earlier]),
        later=_name(found[later]),
        added=tuple(entry(key) for key in added),
        gone=tuple(entry(key) for key in gone),
        redated=tuple(entry(key) for key in redated),
        models=_changed_models(names, before, after),
        unchanged=len(both) - len(redated),
    )


_Key = tuple[str, str]
_Rows = dict[_Key, tuple[int, date | None]]


def _listed(
    earlier: ListSnapshot, later: ListSnapshot
) -> tuple[dict[str, AgencyCard], _Rows, _Rows]:
    """Return the agencies of both lists, and the row of each key in either.

    Names that a person declared to be one agency are one key, under the later list's name.
    """
    linked = linked_agencies()
    names: dict[str, AgencyCard] = {}
    rows: dict[int, dict[_Key, list[tuple[int, date | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in ListRow.objects.filter(
        snapshot__in=(earlier, later), agency__isnull=False, program_model__in=_MODELS
    ).select_related("agency"):
        agency = row.agency
        if agency is None:
            continue
        one = linked.get((agency.id, row.program_model), (agency.id,))[0]
        key = (str(one), row.program_model)
        if row.snapshot_id == later.pk or key[0] not in names:
            names[key[0]] = AgencyCard(
                agency.id, agency.state, agency.name, agency.level, agency.county_fips
            )
        rows[row.snapshot_id][key].append((row.row_number, row.signed_on))

    def counting(snapshot: ListSnapshot) -> _Rows:
        published = PublishedList(snapshot.pk, snapshot.list_date, snapshot.known_from)
        listings = {key: listing_of(published, found) for key, found in rows[snapshot.pk].items()}
        return {key: (one.row, one.signed_on) for key, one in listings.items()}

    return names, counting(earlier), counting(later)


def _changed_models(
    names: dict[str, AgencyCard], before: _Rows, after: _Rows
) -> tuple[ChangedModels, ...]:
    models: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for rows, side in ((before, 0), (after, 1)):
        for agency_id, model in rows:
            models[agency_id][side].add(model)
    changed = [
        ChangedModels(names[agency_id], tuple(sorted(old - new)), tuple(sorted(new - old)))
        for agency_id, (old, new) in models.items()
        if old and new and old != new
    ]
    return tuple(sorted(changed, key=lambda one: _place(one.agency)))


def _place(card: AgencyCard) -> tuple[str, str]:
    return card.state, card.name.casefold()


def counts_by_list() -> list[ListCount]:
    """Return what each list of signed agreements shows, oldest first. Doubled rows count once.

    Of several lists of one date, the one that became known last stands for it.
    """
    names = ("agencies", "states", *_MODELS)
    found = (
        ListRow.objects.filter(
            snapshot__waits_for=[],
            snapshot__kind=ListKind.PARTICIPATING.value,
            agency__isnull=False,
            program_model__in=_MODELS,
        )
        .values("snapshot_id")
        .annotate(
            agencies=Count("agency_id", distinct=True),
            states=Count("agency__state", distinct=True),
            **{
                model: Count("agency_id", distinct=True, filter=Q(program_model=model))
                for model in _MODELS
            },
        )
        .values_list("snapshot_id", *names)
    )
    counted: dict[int, dict[str, int]] = {
        row[0]: dict(zip(names, row[1:], strict=True)) for row in found
    }
    snapshots = {
        one.pk: one
        for one in ListSnapshot.objects.filter(waits_for=[], kind=ListKind.PARTICIPATING.value)
    }
    order = in_order(
        PublishedList(pk, one.list_date, one.known_from, one.file_name, one.sha256)
        for pk, one in snapshots.items()
    )
    by_date = {one.list_date: one.id for one in order}
    return [_count(snapshots[pk], counted.get(pk, {})) for pk in by_date.values()]


def _count(snapshot: ListSnapshot, row: dict[str, int]) -> ListCount:
    by_model = {model: row.get(model, 0) for model in _MODELS}
    return ListCount(
        list=_name(snapshot),
        by_model=by_model,
        agreements=sum(by_model.values()),
        agencies=row.get("agencies", 0),
        states=row.get("states", 0),
    )


def _name(one: ListSnapshot) -> ListName:
    return ListName(one.sha256, one.kind, one.file_name, one.list_date, one.known_from)
