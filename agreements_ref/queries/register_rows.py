"""The register as the lists known on a day said it: every agreement and request, with its rows.

One row is what was said of one agency and program model over a stretch of days. Rows are read by
key or in one pass; where a term is open, its row in the newest list is looked up by chunks.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet

from agreements_ref.models import AgreementVersion, ListRow, ListSnapshot
from agreements_ref.queries.agencies import AgencyCard
from agreements_ref.queries.decisions import linked_agencies
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import PublishedList, in_order, known_on, listing_of

_ONE_DAY = timedelta(days=1)
_CHUNK = 500
# State, agency key, program model, kind, id of the version.
RowKey = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class SourceList:
    """A list that the register rests on, known by its bytes."""

    kind: str
    file: str
    sha256: str
    list_date: date
    known_from: datetime
    data_rows: int
    accepted: int
    accepted_with_remarks: int
    rejected: int


@dataclass(frozen=True)
class SourceRow:
    """A row of a list. row: its number in the sheet."""

    list: SourceList
    row: int


@dataclass(frozen=True)
class RegisterRow:
    """What was said of an agency and a program model over some days.

    status: in_effect, uncertain, pending or pending_uncertain. first_day, last_day: both
    included, None without limit. signed_on: the signed date that counts, or None. is_open: the
    newest list known then has it. first_listing, last_listing, signed_listing: the rows behind it;
    signed_listing is None without a readable date.
    """

    agency: AgencyCard
    program_model: str
    status: str
    signed_on: date | None
    first_day: date | None
    last_day: date | None
    is_open: bool
    first_listing: SourceRow
    last_listing: SourceRow
    signed_listing: SourceRow | None


@dataclass(frozen=True)
class RegisterFilter:
    """Which rows. on: said of that day only; None for all days. known_on: whose knowledge (UTC).

    state: postal code. program_model, status: codes of a row; empty for all.
    """

    known_on: date
    on: date | None = None
    state: str = ""
    program_model: str = ""
    status: str = ""


class KnownRegister:
    """The lists known on a day, read once, and what they say."""

    def __init__(self, known_day: date | None = None) -> None:
        """known_day: a day (UTC); None means today."""
        self.known_on = known_day or datetime.now(UTC).date()
        snapshots = {one.pk: one for one in ListSnapshot.objects.filter(waits_for=[])}
        published = [
            PublishedList(pk, one.list_date, one.known_from, one.file_name, one.sha256)
            for pk, one in snapshots.items()
        ]
        order = known_on(in_order(published), self.known_on)
        self._published = {one.id: one for one in order}
        self._lists = {one.id: _source(snapshots[one.id]) for one in order}
        self._linked = linked_agencies()
        self._newest: dict[str, PublishedList] = {snapshots[one.id].kind: one for one in order}

    @property
    def lists(self) -> tuple[SourceList, ...]:
        """The lists known then, participating ones first, each kind in order."""
        return tuple(
            one for kind in ListKind for one in self._lists.values() if one.kind == kind.value
        )

    def page(
        self, wanted: RegisterFilter, *, after: RowKey | None, limit: int
    ) -> tuple[list[RegisterRow], RowKey | None]:
        """Return one page of rows and the key after which the next one begins."""
        found = self._versions(wanted)
        if after is not None:
            found = found.filter(_is_after(after))
        versions = list(found[: limit + 1])
        shown = versions[:limit]
        next_key = None
        if len(versions) > limit:
            last = shown[-1]
            next_key = (
                last.agency.state,
                last.agency.agency_key,
                last.program_model,
                last.kind,
                last.pk,
            )
        return self._rows(shown), next_key

    def rows(self, wanted: RegisterFilter) -> Iterator[RegisterRow]:
        """Yield every row, in order, holding some hundred in memory."""
        found = self._versions(wanted).iterator(chunk_size=_CHUNK)
        while chunk := list(islice(found, _CHUNK)):
            yield from self._rows(chunk)

    def _versions(self, wanted: RegisterFilter) -> QuerySet[AgreementVersion]:
        found = AgreementVersion.objects.filter(
            Q(known_to=None) | Q(known_to__gt=wanted.known_on), known_from__lte=wanted.known_on
        ).select_related("agency")
        if wanted.on is not None:
            found = found.filter(
                Q(valid_from=None) | Q(valid_from__lte=wanted.on),
                Q(valid_to=None) | Q(valid_to__gt=wanted.on),
            )
        if wanted.state:
            found = found.filter(agency__state=wanted.state)
        if wanted.program_model:
            found = found.filter(program_model=wanted.program_model)
        if wanted.status:
            found = found.filter(standing=wanted.status)
        return found.order_by("agency__state", "agency__agency_key", "program_model", "kind", "pk")

    def _rows(self, versions: Sequence[AgreementVersion]) -> list[RegisterRow]:
        newest = self._newest_rows(versions)
        return [self._row(one, newest) for one in versions]

    def _row(
        self, version: AgreementVersion, newest: dict[tuple[UUID, str, int], int]
    ) -> RegisterRow:
        agency = version.agency
        last_list, last_row = version.last_list_id, version.last_row
        is_open = last_list is None or last_row is None
        if last_list is None or last_row is None:
            last_list = self._newest[version.kind].id
            last_row = newest[version.agency_id, version.program_model, last_list]
        signed = None
        if version.signed_list_id is not None and version.signed_row is not None:
            signed = SourceRow(self._lists[version.signed_list_id], version.signed_row)
        return RegisterRow(
            agency=AgencyCard(
                agency.id, agency.state, agency.name, agency.level, agency.county_fips
            ),
            program_model=version.program_model,
            status=version.standing,
            signed_on=version.signed_on,
            first_day=version.valid_from,
            last_day=version.valid_to - _ONE_DAY if version.valid_to else None,
            is_open=is_open,
            first_listing=SourceRow(self._lists[version.first_list_id], version.first_row),
            last_listing=SourceRow(self._lists[last_list], last_row),
            signed_listing=signed,
        )

    def _newest_rows(
        self, versions: Sequence[AgreementVersion]
    ) -> dict[tuple[UUID, str, int], int]:
        """Return the row numbers of open terms in the newest list of their kind."""
        wanted = {
            (one.agency_id, one.program_model) for one in versions if one.last_list_id is None
        }
        if not wanted:
            return {}
        # A row under any name that is one with the agency; the version stands under one of them.
        under = {
            (name, model): agency_id
            for agency_id, model in wanted
            for name in self._linked.get((agency_id, model), (agency_id,))
        }
        lists = {one.id: one for one in self._newest.values()}
        found: dict[tuple[UUID, str, int], list[tuple[int, date | None]]] = defaultdict(list)
        for name, model, list_id, number, signed_on in ListRow.objects.filter(
            agency_id__in={name for name, _ in under}, snapshot_id__in=lists
        ).values_list("agency_id", "program_model", "snapshot_id", "row_number", "signed_on"):
            if (name, model) in under:
                found[under[name, model], model, list_id].append((number, signed_on))
        return {key: listing_of(lists[key[2]], rows).row for key, rows in found.items()}


def _source(one: ListSnapshot) -> SourceList:
    return SourceList(
        kind=one.kind,
        file=one.file_name,
        sha256=one.sha256,
        list_date=one.list_date,
        known_from=one.known_from,
        data_rows=one.data_rows,
        accepted=one.accepted,
        accepted_with_remarks=one.accepted_with_remarks,
        rejected=one.rejected,
    )


def _is_after(key: RowKey) -> Q:
    """Return the rows behind a key, in the order of the five columns."""
    columns = ("agency__state", "agency__agency_key", "program_model", "kind", "pk")
    found = Q()
    for at, column in enumerate(columns):
        same = {columns[before]: key[before] for before in range(at)}
        found |= Q(**same, **{f"{column}__gt": key[at]})
    return found
