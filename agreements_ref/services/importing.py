"""Import published lists: raw rows, readings, and everything that follows, in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements_ref.importers import IMPORTER_VERSION, ListFault, ReadFile, read_file
from agreements_ref.models import ListRow, ListSnapshot, Observation
from agreements_ref.problems import FAULTS, ListUnreadable, OutcomesDoNotAddUp
from agreements_ref.projection.lists import counting_lists, refresh_times, refresh_waiting
from agreements_ref.projection.rebuild import lock_register, refresh
from agreements_ref.projection.reviews import Item
from agreements_ref.projection.rows import (
    outcome_counts,
    read_again,
    read_stored_rows,
    store_rows,
)
from agreements_ref.queries.decisions import row_decisions
from agreements_ref.rules.columns import Columns, ListKind, read_columns, recognise_kind
from agreements_ref.rules.dates import FIRST_DAY, list_date_in_name
from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.remarks import Outcome
from agreements_ref.rules.rows import RowReading, read_rows
from agreements_ref.rules.waiting import Reason
from agreements_ref.services.results import (
    Comparison,
    Entry,
    ImportResult,
    ImportState,
    Proposal,
    compare,
    remark_lines,
    row_counts,
)
from agreements_ref.signals import register_changed
from server.access.viewer import Viewer
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.problems import BadInput, FieldError

_EVALUATED = [model.value for model in EVALUATED]


@dataclass(frozen=True)
class IncomingList:
    """A file to import. known_from: aware instant at which it was obtained.

    kind, list_date: None to take them from header and name. accept: a person's reason to let the
    list count although it shrank or its columns differ.
    """

    file_name: str
    content: bytes
    known_from: datetime
    kind: ListKind | None = None
    list_date: date | None = None
    accept: str = ""

    @cached_property
    def sha256(self) -> str:
        """The identity of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class _Prepared:
    """A file that has been read and found to be a list."""

    incoming: IncomingList
    read: ReadFile
    columns: Columns
    kind: ListKind


def import_list(
    incoming: IncomingList, *, dry_run: bool = False, viewer: Viewer | None = None
) -> ImportResult:
    """Import one list. See `import_lists`."""
    return import_lists([incoming], dry_run=dry_run, viewer=viewer)[0]


def import_lists(
    incoming: Sequence[IncomingList], *, dry_run: bool = False, viewer: Viewer | None = None
) -> list[ImportResult]:
    """Import lists of any kind, in any order, all or none. Results come in the order given.

    The same bytes again add one sighting. A list that shrank, or whose columns differ, is stored
    and waits. dry_run: say what would happen, and write nothing. viewer: who imports, None for a
    command. Source: registry rules, 2.
    Raises: ListUnreadable for a file that is no list; BadInput when its kind or date is not
    known, or a time is impossible; OutcomesDoNotAddUp.
    """
    prepared = [_prepare(one) for one in incoming]
    with transaction.atomic():
        lock_register()
        before = {kind: [one.id for one in lists] for kind, lists in counting_lists().items()}
        stored = [_store(one) for one in prepared]
        flipped = _settle([snapshot for snapshot, _is_new in stored])
        new_items: list[Item] = []
        if flipped or any(is_new for _, is_new in stored):
            new_items = refresh(_touched(stored, before, flipped))
        results = [
            _result(one, snapshot, is_new=is_new, new_items=new_items)
            for one, (snapshot, is_new) in zip(prepared, stored, strict=True)
        ]
        if dry_run:
            transaction.set_rollback(True)
        elif flipped or any(is_new for _, is_new in stored):
            _tell([snapshot for snapshot, _is_new in stored], viewer)
    return results


def _tell(snapshots: Sequence[ListSnapshot], viewer: Viewer | None) -> None:
    """Record the import and let the apps above know that answers may have changed."""
    detail = {"lists": sorted({snapshot.sha256 for snapshot in snapshots})}
    audit.record_for_teams(action=AuditAction.LIST_IMPORTED, viewer=viewer, detail=detail)
    ordered_by = viewer.user_id if viewer else None
    register_changed.send(sender=ListSnapshot, ordered_by=ordered_by)


def _prepare(incoming: IncomingList) -> _Prepared:
    """Read a file's bytes and find out its kind, before anything is written."""
    name = incoming.file_name
    if not name or len(name) > 255:
        raise BadInput([FieldError("file", _("Give the file a name of 1 to 255 characters."))])
    if incoming.known_from > timezone.now():
        raise BadInput([FieldError("known_from", _("Use an instant that has passed."))])
    if incoming.list_date is not None and incoming.list_date < FIRST_DAY:
        raise BadInput([FieldError("list_date", _("Use a day on or after 1996-09-30."))])
    try:
        read = read_file(incoming.content)
    except ListFault as fault:
        sentence = str(FAULTS[fault.code]) % fault.where
        raise ListUnreadable([FieldError(name, sentence)]) from fault
    columns = read_columns(read.sheet.header, is_table=read.sheet.is_table)
    kind = incoming.kind or recognise_kind(columns, name)
    if kind is None:
        raise BadInput(
            [
                FieldError(
                    "kind",
                    _("%(file)s: say whether the list is participating or pending.")
                    % {"file": name},
                )
            ]
        )
    return _Prepared(incoming, read, columns, kind)


def _store(prepared: _Prepared) -> tuple[ListSnapshot, bool]:
    """Store a list, or a further sighting of one; say whether the list is new."""
    incoming = prepared.incoming
    known = ListSnapshot.objects.filter(sha256=prepared.read.sha256).first()
    if known is not None and incoming.kind not in (None, ListKind(known.kind)):
        raise BadInput(
            [
                FieldError(
                    "kind",
                    _("%(file)s is stored as a %(kind)s list.")
                    % {"file": incoming.file_name, "kind": known.kind},
                )
            ]
        )
    snapshot = known or _create(prepared)
    Observation.objects.get_or_create(
        snapshot=snapshot,
        seen_at=incoming.known_from,
        file_name=incoming.file_name,
        defaults={"stated_list_date": incoming.list_date},
    )
    if incoming.accept and snapshot.accepted_at is None:
        snapshot.accepted_reason = incoming.accept
        snapshot.accepted_at = timezone.now()
        snapshot.save(update_fields=["accepted_reason", "accepted_at"])
    return snapshot, known is None


def _create(prepared: _Prepared) -> ListSnapshot:
    incoming, sheet = prepared.incoming, prepared.read.sheet
    list_date = incoming.list_date or list_date_in_name(incoming.file_name)
    if list_date is None:
        raise BadInput(
            [
                FieldError(
                    "list_date",
                    _("%(file)s has no single date (MMDDYYYY) in its name. Give the list date.")
                    % {"file": incoming.file_name},
                )
            ]
        )
    readings = read_rows(
        sheet.rows,
        prepared.columns,
        kind=prepared.kind,
        list_date=list_date,
        is_table=sheet.is_table,
        decisions=row_decisions(),
    )
    data_rows = sum(1 for row in sheet.rows if row.has_text)
    counts = outcome_counts(readings)
    if data_rows != len(readings) or data_rows != sum(counts.values()):
        raise OutcomesDoNotAddUp([FieldError(incoming.file_name, f"{data_rows}: {counts}")])
    snapshot = ListSnapshot.objects.create(
        kind=prepared.kind.value,
        sha256=prepared.read.sha256,
        byte_count=prepared.read.byte_count,
        importer_version=IMPORTER_VERSION,
        is_table=sheet.is_table,
        header=[list(column) for column in sheet.header],
        list_date=list_date,
        known_from=incoming.known_from,
        file_name=incoming.file_name,
        data_rows=data_rows,
        **counts,
    )
    store_rows(snapshot, readings)
    return snapshot


def _settle(snapshots: Sequence[ListSnapshot]) -> bool:
    """Bring times and waiting in line. Say whether lists that were there before are affected."""
    flipped = False
    for snapshot in {one.pk: one for one in snapshots}.values():
        times = (snapshot.list_date, snapshot.known_from)
        if refresh_times(snapshot):
            read_again(snapshot)
        flipped = flipped or times != (snapshot.list_date, snapshot.known_from)
    new = {one.pk for one in snapshots}
    flipped = bool(refresh_waiting() - new) or flipped
    for snapshot in snapshots:
        waited = bool(snapshot.waits_for)
        snapshot.refresh_from_db()
        flipped = flipped or (waited and not snapshot.waits_for)
    return flipped


def _touched(
    stored: Sequence[tuple[ListSnapshot, bool]],
    before: dict[ListKind, list[int]],
    flipped: bool,
) -> set[UUID] | None:
    """Return the agencies that one new list can change, or None when any may have changed.

    A list that comes after all others in both times changes only what it says otherwise than the
    list before it.
    """
    if flipped or len(stored) != 1:
        return None
    snapshot = stored[0][0]
    lists = counting_lists()[ListKind(snapshot.kind)]
    if [one.id for one in lists] != [*before[ListKind(snapshot.kind)], snapshot.pk]:
        return None
    if len(lists) < 2 or any(one.known_on >= lists[-1].known_on for one in lists[:-1]):
        return None
    return _said_otherwise(lists[-2].id, lists[-1].id)


def _said_otherwise(before_id: int, list_id: int) -> set[UUID] | None:
    """Return the agencies of which two lists, or a list and the register, say different things."""
    rows = ListRow.objects.filter(snapshot_id__in=[before_id, list_id])
    if rows.exclude(unplaced_key="").exists():
        return None
    said: dict[int, set[tuple[object, ...]]] = {before_id: set(), list_id: set()}
    for row_list_id, *values in rows.filter(agency__isnull=False).values_list(
        "snapshot_id",
        "agency_id",
        "program_model",
        "signed_on",
        "agency_name",
        "level",
        "county_fips",
    ):
        said[row_list_id].add(tuple(values))
    touched = {values[0] for values in said[before_id] ^ said[list_id]}
    # A list of the other kind may have been the last to describe an agency.
    shown = rows.filter(snapshot_id=list_id).values_list(
        "agency_id",
        "agency_name",
        "level",
        "county_fips",
        "agency__name",
        "agency__level",
        "agency__county_fips",
    )
    touched |= {row[0] for row in shown if row[1:4] != row[4:7]}
    return {agency_id for agency_id in touched if isinstance(agency_id, UUID)}


def _result(
    prepared: _Prepared, snapshot: ListSnapshot, *, is_new: bool, new_items: Sequence[Item]
) -> ImportResult:
    readings = read_stored_rows(snapshot, list(snapshot.rows.order_by("row_number")))
    state = ImportState.IMPORTED if is_new else ImportState.KNOWN
    if snapshot.waits_for:
        state = ImportState.WAITING
    return ImportResult(
        file_name=prepared.incoming.file_name,
        kind=snapshot.kind,
        sha256=snapshot.sha256,
        state=state,
        list_date=snapshot.list_date,
        known_from=snapshot.known_from,
        counts=row_counts(snapshot),
        remarks=remark_lines(readings) if is_new else (),
        waits_for=tuple(Reason(**reason) for reason in snapshot.waits_for),
        compared=_compared(snapshot, readings) if is_new else None,
        proposals=[
            Proposal(item.kind, item.detail, item.proposal)
            for item in new_items
            if item.snapshot_id == snapshot.pk
        ],
        outcomes=tuple((one.row.number, one.outcome.value) for one in readings),
    )


def _compared(snapshot: ListSnapshot, readings: Sequence[RowReading]) -> Comparison | None:
    """Compare a list with the one before it, when there is one."""
    lists = counting_lists()[ListKind(snapshot.kind)]
    earlier_ids = [
        one
        for one in lists
        if (one.list_date, one.known_from) < (snapshot.list_date, snapshot.known_from)
    ]
    if not earlier_ids:
        return None
    before = earlier_ids[-1]
    earlier: dict[Entry, date | None] = {}
    later: dict[Entry, date | None] = {}
    written: dict[Entry, Entry] = {}
    rows = ListRow.objects.filter(
        snapshot_id=before.id, agency__isnull=False, program_model__in=_EVALUATED
    ).values_list(
        "agency__state", "agency__agency_key", "agency_name", "program_model", "signed_on"
    )
    for state, key, name, model, signed_on in rows:
        entry = Entry(state or "", key or "", model)
        earlier[entry] = _earliest(earlier.get(entry), signed_on)
        written[entry] = Entry(state or "", name, model)
    for reading in readings:
        if reading.outcome is Outcome.REJECTED or reading.program_model not in EVALUATED:
            continue
        model = str(reading.program_model)
        entry = Entry(reading.state, reading.key, model)
        later[entry] = _earliest(later.get(entry), reading.signed.signed_on)
        written[entry] = Entry(reading.state, reading.agency_name, model)
    return compare(before, earlier, later, written)


def _earliest(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
