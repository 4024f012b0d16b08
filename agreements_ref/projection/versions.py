"""Agreement versions: what follows from the rows, and bringing the table in line with it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from agreements_ref.models import Agency, AgreementVersion, ListRow
from agreements_ref.projection.lists import counting_lists
from agreements_ref.queries.decisions import linked_agencies
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import Listing, PublishedList, listing_of
from agreements_ref.rules.knowledge import Version, versions_of
from agreements_ref.rules.program_models import EVALUATED

Key = tuple[UUID, str]
Rows = dict[int, list[tuple[int, date | None]]]
KeyedRows = dict[Key, Rows]
_EVALUATED = [model.value for model in EVALUATED]


@dataclass(frozen=True)
class Facts:
    """A version as one row of the table, without its end of knowledge, which alone may move."""

    agency_id: UUID
    program_model: str
    kind: str
    standing: str
    valid_from: date | None
    valid_to: date | None
    known_from: date
    first_list_id: int
    first_row: int
    last_list_id: int | None
    last_row: int | None
    signed_list_id: int | None
    signed_row: int | None
    signed_on: date | None


FACTS = tuple(Facts.__dataclass_fields__)


@dataclass(frozen=True)
class KeyRows:
    """The rows of one key in the lists of one kind, by list id."""

    kind: ListKind
    key: Key
    listings: dict[int, Listing]
    doubts: dict[int, Listing]


def key_rows(agency_ids: Collection[UUID] | None = None) -> Iterator[KeyRows]:
    """Yield every key that a row of the lists that count speaks of (None: of all agencies).

    agency_ids: with every agency that a link makes one with them (`with_linked`). Keys that a link
    makes one are yielded as one, under the name that the newest list has.
    """
    counting = counting_lists()
    accepted = {
        kind: _accepted_rows({one.id: one for one in lists}, agency_ids)
        for kind, lists in counting.items()
    }
    owners = _owners(counting, accepted)
    for kind, lists in counting.items():
        by_id = {one.id: one for one in lists}
        listed = _under_owners(accepted[kind], owners)
        doubtful = _under_owners(_doubtful_rows(by_id, agency_ids), owners)
        for key in listed.keys() | doubtful.keys():
            yield KeyRows(
                kind,
                key,
                _listings(listed.get(key, {}), by_id),
                _listings(doubtful.get(key, {}), by_id),
            )


def with_linked(agency_ids: Collection[UUID]) -> set[UUID]:
    """Return the agencies and all that an approved link makes one with any of them."""
    linked = linked_agencies()
    return set(agency_ids) | {
        other
        for (agency_id, _), members in linked.items()
        if agency_id in agency_ids
        for other in members
    }


def _owners(
    counting: Mapping[ListKind, Sequence[PublishedList]], accepted: Mapping[ListKind, KeyedRows]
) -> dict[Key, Key]:
    """Return, for each linked key, the one under which the versions of all of them are kept.

    It is the name that stands in the newest list of either kind; in one list, the smallest id.
    """
    linked = linked_agencies()
    if not linked:
        return {}
    newest: dict[Key, tuple[date, datetime, str, str, str]] = {}
    for kind, lists in counting.items():
        order = {
            one.id: (one.list_date, one.known_from, kind.value, one.file_name, one.sha256)
            for one in lists
        }
        for key in linked.keys() & accepted[kind].keys():
            last = max(order[list_id] for list_id in accepted[kind][key])
            newest[key] = max(newest.get(key, last), last)
    owners: dict[Key, Key] = {}
    for (agency_id, model), members in linked.items():
        keys = [(member, model) for member in members]
        listed = [key for key in keys if key in newest]
        # `max` keeps the first of equals: the smallest id.
        owners[agency_id, model] = max(listed, key=newest.__getitem__) if listed else keys[0]
    return owners


def _under_owners(rows: KeyedRows, owners: Mapping[Key, Key]) -> KeyedRows:
    if not owners:
        return rows
    found: KeyedRows = defaultdict(lambda: defaultdict(list))
    for key, by_list in rows.items():
        for list_id, numbered in by_list.items():
            found[owners.get(key, key)][list_id].extend(numbered)
    return found


def _accepted_rows(
    lists: dict[int, PublishedList], agency_ids: Collection[UUID] | None
) -> KeyedRows:
    rows = ListRow.objects.filter(
        snapshot_id__in=lists, agency__isnull=False, program_model__in=_EVALUATED
    )
    if agency_ids is not None:
        rows = rows.filter(agency_id__in=agency_ids)
    found: KeyedRows = defaultdict(lambda: defaultdict(list))
    for agency_id, model, list_id, number, signed_on in rows.values_list(
        "agency_id", "program_model", "snapshot_id", "row_number", "signed_on"
    ):
        if agency_id is not None:
            found[agency_id, model][list_id].append((number, signed_on))
    return found


def _doubtful_rows(
    lists: dict[int, PublishedList], agency_ids: Collection[UUID] | None
) -> KeyedRows:
    """Return rows rejected for their state alone, under every agency of that name."""
    rows = list(
        ListRow.objects.filter(snapshot_id__in=lists)
        .exclude(unplaced_key="")
        .values_list("unplaced_key", "program_model", "snapshot_id", "row_number", "signed_on")
    )
    agencies = Agency.objects.filter(agency_key__in={row[0] for row in rows})
    if agency_ids is not None:
        agencies = agencies.filter(id__in=agency_ids)
    same_name: dict[str, list[UUID]] = defaultdict(list)
    for agency_id, agency_key in agencies.values_list("id", "agency_key"):
        same_name[agency_key].append(agency_id)
    found: KeyedRows = defaultdict(lambda: defaultdict(list))
    for agency_key, model, list_id, number, signed_on in rows:
        for agency_id in same_name[agency_key]:
            found[agency_id, model][list_id].append((number, signed_on))
    return found


def _listings(rows: Rows, lists: dict[int, PublishedList]) -> dict[int, Listing]:
    return {list_id: listing_of(lists[list_id], found) for list_id, found in rows.items()}


def wanted_versions(
    agency_ids: Collection[UUID] | None = None,
) -> Iterator[tuple[Facts, date | None]]:
    """Yield every version that follows from the rows, with the end of its knowledge."""
    lists = counting_lists()
    for rows in key_rows(agency_ids):
        for version in versions_of(rows.kind, lists[rows.kind], rows.listings, rows.doubts):
            yield _facts(rows, version), version.known_to


def _facts(rows: KeyRows, version: Version) -> Facts:
    span = version.span
    return Facts(
        agency_id=rows.key[0],
        program_model=rows.key[1],
        kind=rows.kind.value,
        standing=span.standing.value,
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        known_from=version.known_from,
        first_list_id=span.first.published_list.id,
        first_row=span.first.row,
        last_list_id=span.last.published_list.id if span.last else None,
        last_row=span.last.row if span.last else None,
        signed_list_id=span.signed.published_list.id if span.signed else None,
        signed_row=span.signed.row if span.signed else None,
        signed_on=span.signed.signed_on if span.signed else None,
    )


@dataclass(frozen=True)
class Differences:
    """How the stored versions differ from those that follow. ended: (id, end of knowledge)."""

    missing: list[tuple[Facts, date | None]]
    needless: list[int]
    ended: list[tuple[int, date | None]]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.missing) + len(self.needless) + len(self.ended)


def differences(agency_ids: Collection[UUID] | None = None) -> Differences:
    """Compare the stored versions with those that follow from the rows.

    agency_ids: with every agency that a link makes one with them, or made before it was undone.
    """
    stored = AgreementVersion.objects.all()
    if agency_ids is not None:
        stored = stored.filter(agency_id__in=agency_ids)
    wanted = dict(wanted_versions(agency_ids))
    needless, ended = [], []
    for pk, known_to, *values in stored.values_list("id", "known_to", *FACTS):
        facts = Facts(*values)
        if facts not in wanted:
            needless.append(pk)
            continue
        wanted_end = wanted.pop(facts)
        if wanted_end != known_to:
            ended.append((pk, wanted_end))
    return Differences(list(wanted.items()), needless, ended)


def refresh_versions(agency_ids: Collection[UUID] | None = None) -> Differences:
    """Bring the table in line with the rows; lists that come in order add and end versions only."""
    found = differences(agency_ids)
    AgreementVersion.objects.filter(id__in=found.needless).delete()
    AgreementVersion.objects.bulk_update(
        [AgreementVersion(id=pk, known_to=known_to) for pk, known_to in found.ended],
        ["known_to"],
    )
    AgreementVersion.objects.bulk_create(
        AgreementVersion(known_to=known_to, **{name: getattr(facts, name) for name in FACTS})
        for facts, known_to in found.missing
    )
    return found
