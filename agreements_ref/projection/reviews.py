"""Review items: what a person should look at, and what a person has decided."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from agreements_ref.models import ListRow, ListSnapshot, ReviewDecision, ReviewItem, RowRemark
from agreements_ref.projection.lists import (
    as_published,
    columns_of,
    counting_lists,
    question_of_list,
)
from agreements_ref.projection.renames import PairOfNames, pairs_of_names, scope_of
from agreements_ref.projection.versions import key_rows
from agreements_ref.rules.cells import Cell
from agreements_ref.rules.columns import Column, ListKind
from agreements_ref.rules.dates import read_signed
from agreements_ref.rules.places import propose_county
from agreements_ref.rules.questions import KIND_OF_REMARK, ReviewKind, fingerprint_of
from agreements_ref.rules.terms import terms_of
from agreements_ref.rules.waiting import Reason


@dataclass(frozen=True)
class Item:
    """A review item that follows from the lists, or that a person decided."""

    kind: str
    fingerprint: str
    snapshot_id: int
    row_id: int | None = None
    agency_id: UUID | None = None
    old_agency_id: UUID | None = None
    detail: str = ""
    proposal: str = ""
    evidence: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the stored form, for a decision."""
        return {
            **vars(self),
            "agency_id": str(self.agency_id) if self.agency_id else None,
            "old_agency_id": str(self.old_agency_id) if self.old_agency_id else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Item":
        """Return the item that `as_json` described."""
        agencies = {
            name: UUID(stored[name]) if stored[name] else None
            for name in ("agency_id", "old_agency_id")
        }
        return cls(**{**stored, **agencies})

    @classmethod
    def of(cls, stored: ReviewItem) -> "Item":
        """Return a stored item."""
        return cls(
            stored.kind, stored.fingerprint, **{name: getattr(stored, name) for name in _SAID}
        )


def wanted_items(
    agency_ids: Collection[UUID] | None = None, renamed: Collection[UUID] | None = None
) -> dict[str, Item]:
    """Return every item by its fingerprint, each with the first row that shows it.

    agency_ids: late corrections are sought for these agencies only, and renames between those of
    `renamed` (None: for all). What was decided stays an item when the lists ask it no longer.
    """
    items: dict[str, Item] = {}
    for item in (
        *_from_remarks(),
        *_late_corrections(agency_ids),
        *_waiting_lists(),
        *_renames(renamed),
    ):
        items.setdefault(item.fingerprint, item)
    for question in ReviewDecision.objects.order_by("id").values_list("question", flat=True):
        items.setdefault(question["fingerprint"], Item.from_json(question))
    return items


def _from_remarks() -> Iterator[Item]:
    lists = counting_lists()
    position = {one.id: at for group in lists.values() for at, one in enumerate(group)}
    found = list(
        RowRemark.objects.filter(row__snapshot_id__in=position)
        .exclude(question="")
        .select_related("row__snapshot", "row__agency")
        .order_by("row__row_number", "id")
    )
    found.sort(key=lambda remark: (remark.row.snapshot.kind, position[remark.row.snapshot_id]))
    seen = set()
    for remark in found:
        row = remark.row
        if remark.question in seen:
            continue
        seen.add(remark.question)
        yield Item(
            kind=KIND_OF_REMARK[remark.code].value,
            fingerprint=remark.question,
            snapshot_id=row.snapshot_id,
            row_id=row.pk,
            agency_id=row.agency_id,
            detail=remark.detail,
            proposal=_proposal(remark, row),
        )


def _proposal(remark: RowRemark, row: ListRow) -> str:
    kind = KIND_OF_REMARK[remark.code]
    if kind is ReviewKind.COUNTY and row.agency_id is not None:
        state = row.agency.state if row.agency else ""
        return propose_county(remark.detail, state=state, agency_name=row.agency_name)
    if kind is not ReviewKind.SIGNED_DATE:
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
                kind=ReviewKind.LATE_CORRECTION.value,
                fingerprint=fingerprint_of(
                    ReviewKind.LATE_CORRECTION,
                    (str(row.agency_id), rows.key[1], str(listing.signed_on)),
                ),
                snapshot_id=row.snapshot_id,
                row_id=row.pk,
                agency_id=row.agency_id,
                detail=f"{listing.signed_on} after {term.listings[0].list_date}",
            )


def _waiting_lists() -> Iterator[Item]:
    for snapshot in ListSnapshot.objects.exclude(waits_for=[]):
        reasons = [Reason(**reason).sentence for reason in snapshot.waits_for]
        yield Item(
            kind=ReviewKind.WAITING_LIST.value,
            fingerprint=question_of_list(snapshot),
            snapshot_id=as_published(snapshot).id,
            detail="; ".join(reasons)[:1100],
        )


def _renames(agency_ids: Collection[UUID] | None) -> Iterator[Item]:
    for pair in pairs_of_names(agency_ids):
        yield _rename(pair)


def _rename(pair: PairOfNames) -> Item:
    first = pair.switches[0]
    gone, row = (
        ListRow.objects.get(snapshot_id=listed.published_list.id, row_number=listed.row)
        for listed in (first.gone, first.new)
    )
    models = ", ".join(pair.program_models)
    return Item(
        kind=ReviewKind.RENAME.value,
        fingerprint=fingerprint_of(ReviewKind.RENAME, [str(agency_id) for agency_id in first.pair]),
        snapshot_id=row.snapshot_id,
        row_id=row.pk,
        agency_id=first.new.agency,
        old_agency_id=first.gone.agency,
        detail=f"{gone.agency_name} / {row.agency_name}: {models}"[:1100],
        evidence=[
            {
                "kind": switch.kind.value,
                "program_model": switch.gone.program_model,
                "gone": [switch.gone.published_list.id, switch.gone.row],
                "new": [switch.new.published_list.id, switch.new.row],
            }
            for switch in pair.switches
        ],
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


_SAID = (
    "snapshot_id",
    "row_id",
    "agency_id",
    "old_agency_id",
    "detail",
    "proposal",
    "evidence",
)


def review_differences(agency_ids: Collection[UUID] | None = None) -> ReviewDifferences:
    """Compare the stored items with those that follow; changed ones carry the new values."""
    renamed = None if agency_ids is None else scope_of(agency_ids)
    wanted = wanted_items(agency_ids, renamed)
    changed, needless = [], []
    for stored in ReviewItem.objects.all():
        if not _is_sought(stored, agency_ids, renamed):
            wanted.pop(stored.fingerprint, None)
            continue
        found = wanted.pop(stored.fingerprint, None)
        if found is None:
            needless.append(stored.pk)
        elif any(getattr(found, name) != getattr(stored, name) for name in _SAID):
            for name in _SAID:
                setattr(stored, name, getattr(found, name))
            changed.append(stored)
    return ReviewDifferences(list(wanted.values()), changed, needless)


def _is_sought(
    stored: ReviewItem, agency_ids: Collection[UUID] | None, renamed: Collection[UUID] | None
) -> bool:
    """Say whether `wanted_items` looked for this item: a rename needs both of its agencies."""
    if stored.kind == ReviewKind.LATE_CORRECTION.value:
        return agency_ids is None or stored.agency_id in agency_ids
    if stored.kind == ReviewKind.RENAME.value:
        return renamed is None or {stored.agency_id, stored.old_agency_id} <= set(renamed)
    return True


def refresh_reviews(agency_ids: Collection[UUID] | None = None) -> list[Item]:
    """Bring the items in line with the lists. Return the new ones."""
    found = review_differences(agency_ids)
    ReviewItem.objects.filter(id__in=found.needless).delete()
    ReviewItem.objects.bulk_update(found.changed, [name.removesuffix("_id") for name in _SAID])
    ReviewItem.objects.bulk_create(
        ReviewItem(
            id=ReviewItem.id_for(item.fingerprint),
            kind=item.kind,
            fingerprint=item.fingerprint,
            **{name: getattr(item, name) for name in _SAID},
        )
        for item in found.missing
    )
    return found.missing
