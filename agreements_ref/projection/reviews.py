"""Review items: what a person should look at, from remarks, late corrections and waiting lists."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from agreements_ref.models import ListRow, ListSnapshot, ReviewItem, RowRemark
from agreements_ref.projection.lists import as_published, columns_of, counting_lists
from agreements_ref.projection.versions import key_rows
from agreements_ref.rules.cells import Cell
from agreements_ref.rules.columns import Column, ListKind
from agreements_ref.rules.dates import read_signed
from agreements_ref.rules.terms import terms_of
from agreements_ref.rules.waiting import Reason

# Remarks that a person can decide, by the kind of item they become.
_KINDS = {
    "no-state": "state",
    "unknown-state": "state",
    "unknown-model": "program-model",
    "date-unreadable": "signed-date",
    "date-after-list": "signed-date",
    "date-before-law": "signed-date",
    "county-unknown": "county",
    "county-differs": "county",
    "double": "double",
}
LATE_CORRECTION = "late-correction"
WAITING_LIST = "waiting-list"


@dataclass(frozen=True)
class Item:
    """A review item that follows from the lists."""

    kind: str
    about: tuple[str, ...]
    snapshot_id: int
    row_id: int | None = None
    agency_id: UUID | None = None
    detail: str = ""
    proposal: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same finding, whichever list showed it first."""
        text = "\x1f".join((self.kind, *self.about))
        return hashlib.sha256(text.encode()).hexdigest()


def wanted_items(agency_ids: Collection[UUID] | None = None) -> dict[str, Item]:
    """Return every item by its fingerprint, each with the first row that shows it.

    agency_ids: late corrections are sought for these agencies only (None: for all).
    """
    items: dict[str, Item] = {}
    for item in (*_from_remarks(), *_late_corrections(agency_ids), *_waiting_lists()):
        items.setdefault(item.fingerprint, item)
    return items


def _from_remarks() -> Iterator[Item]:
    lists = counting_lists()
    position = {one.id: at for group in lists.values() for at, one in enumerate(group)}
    found = list(
        RowRemark.objects.filter(code__in=_KINDS, row__snapshot_id__in=position)
        .select_related("row__snapshot")
        .order_by("row__row_number", "id")
    )
    found.sort(key=lambda remark: (remark.row.snapshot.kind, position[remark.row.snapshot_id]))
    for remark in found:
        row = remark.row
        who = str(row.agency_id or row.agency_name)
        detail = "" if remark.code == "double" else remark.detail
        yield Item(
            kind=_KINDS[remark.code],
            about=(remark.code, who, row.program_model, detail),
            snapshot_id=row.snapshot_id,
            row_id=row.pk,
            agency_id=row.agency_id,
            detail=remark.detail,
            proposal=_proposal(remark, row),
        )


def _proposal(remark: RowRemark, row: ListRow) -> str:
    if _KINDS[remark.code] != "signed-date":
        return ""
    letter = columns_of(row.snapshot).letters.get(Column.SIGNED)
    cell = next((Cell.from_json(one) for one in row.cells if one["column"] == letter), None)
    reading = read_signed(cell, list_date=row.snapshot.list_date, is_table=row.snapshot.is_table)
    return reading.proposal.isoformat() if reading.proposal else ""


def _late_corrections(agency_ids: Collection[UUID] | None) -> Iterator[Item]:
    """A signed date corrected past the first list that shows the agreement."""
    history = counting_lists()[ListKind.PARTICIPATING]
    for rows in key_rows(agency_ids):
        if rows.kind is not ListKind.PARTICIPATING:
            continue
        for term in terms_of(history, rows.listings):
            if not term.signed_too_late or term.signed is None:
                continue
            listing = term.signed
            row = ListRow.objects.get(snapshot_id=listing.published_list.id, row_number=listing.row)
            yield Item(
                kind=LATE_CORRECTION,
                about=(str(rows.key[0]), rows.key[1], str(listing.signed_on)),
                snapshot_id=row.snapshot_id,
                row_id=row.pk,
                agency_id=rows.key[0],
                detail=f"{listing.signed_on} after {term.listings[0].list_date}",
            )


def _waiting_lists() -> Iterator[Item]:
    for snapshot in ListSnapshot.objects.exclude(waits_for=[]):
        reasons = [Reason(**reason).sentence for reason in snapshot.waits_for]
        yield Item(
            kind=WAITING_LIST,
            about=(snapshot.sha256,),
            snapshot_id=as_published(snapshot).id,
            detail="; ".join(reasons)[:1100],
        )


@dataclass(frozen=True)
class ReviewDifferences:
    """How the stored items differ from those that follow from the lists."""

    missing: list[Item]
    changed: list[ReviewItem]
    needless: list[UUID]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.missing) + len(self.changed) + len(self.needless)


_SAID = ("snapshot_id", "row_id", "agency_id", "detail", "proposal")


def review_differences(agency_ids: Collection[UUID] | None = None) -> ReviewDifferences:
    """Compare the stored items with those that follow; changed ones carry the new values."""
    wanted = wanted_items(agency_ids)
    changed, needless = [], []
    for stored in ReviewItem.objects.all():
        found = wanted.pop(stored.fingerprint, None)
        if found is None:
            is_sought = agency_ids is None or stored.agency_id in agency_ids
            if stored.kind != LATE_CORRECTION or is_sought:
                needless.append(stored.pk)
        elif any(getattr(found, name) != getattr(stored, name) for name in _SAID):
            for name in _SAID:
                setattr(stored, name, getattr(found, name))
            changed.append(stored)
    return ReviewDifferences(list(wanted.values()), changed, needless)


def refresh_reviews(agency_ids: Collection[UUID] | None = None) -> list[Item]:
    """Bring the items in line with the lists. Return the new ones."""
    found = review_differences(agency_ids)
    ReviewItem.objects.filter(id__in=found.needless).delete()
    ReviewItem.objects.bulk_update(found.changed, [name.removesuffix("_id") for name in _SAID])
    ReviewItem.objects.bulk_create(
        ReviewItem(
            kind=item.kind,
            fingerprint=item.fingerprint,
            **{name: getattr(item, name) for name in _SAID},
        )
        for item in found.missing
    )
    return found.missing
