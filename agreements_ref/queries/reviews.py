"""Review items with what shows them, side by side, and everything that people said to them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements_ref.models import Agency, ListRow, ReviewDecision, ReviewItem
from agreements_ref.queries.lists import ListReason
from agreements_ref.rules.questions import ReviewKind

OPEN, DECIDED = "open", "decided"
_IS_DECIDED = Exists(
    ReviewDecision.objects.filter(fingerprint=OuterRef("fingerprint"), undone_at=None)
)


@dataclass(frozen=True)
class ReviewAgency:
    """An agency that an item names."""

    id: UUID
    state: str
    name: str


@dataclass(frozen=True)
class ReviewCell:
    """One cell of a row under the name of its column, both as the list has them."""

    column: str
    text: str


@dataclass(frozen=True)
class ReviewRow:
    """A row of a list, raw."""

    file: str
    list_date: date
    row: int
    cells: tuple[ReviewCell, ...]


@dataclass(frozen=True)
class ReviewPair:
    """A row that went and a row that came. kind: same-document, same-signed-date or was-pending."""

    kind: str
    program_model: str
    gone: ReviewRow
    new: ReviewRow


@dataclass(frozen=True)
class ReviewDecisionCard:
    """What a person said, and whether somebody took it back."""

    outcome: str
    reading: str
    program_models: tuple[str, ...]
    reason: str
    decided_by: str
    decided_at: datetime
    undone_by: str | None
    undone_at: datetime | None
    undone_reason: str


@dataclass(frozen=True)
class ReviewCard:
    """One item. state: open, approved or refused. agency, old_agency: new and old name of a rename.

    rows: those that show it; pairs: of a rename. decisions: the oldest first; the last one stands
    unless it was undone. reasons: why a list waits.
    """

    id: UUID
    kind: str
    state: str
    file: str
    list_date: date
    detail: str
    proposal: str
    agency: ReviewAgency | None
    old_agency: ReviewAgency | None
    rows: tuple[ReviewRow, ...]
    pairs: tuple[ReviewPair, ...]
    reasons: tuple[ListReason, ...]
    decisions: tuple[ReviewDecisionCard, ...]


ReviewKey = tuple[str, str]


def reviews_page(
    *, state: str | None, kind: str | None, after: ReviewKey | None, limit: int
) -> tuple[list[ReviewCard], ReviewKey | None]:
    """Return one page of items by kind and id, and the key after which the next begins.

    state: `open`, `decided` or None for both. after: (kind, id) of the last row of the page before.
    Raises: ValueError when the id of `after` is none.
    """
    found = _items()
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(_IS_DECIDED if state == DECIDED else ~_IS_DECIDED)
    if after is not None:
        found = found.filter(Q(kind__gt=after[0]) | Q(kind=after[0], id__gt=UUID(after[1])))
    items = list(found.order_by("kind", "id")[: limit + 1])
    page = items[:limit]
    next_key = (page[-1].kind, str(page[-1].id)) if len(items) > limit else None
    return _cards(page), next_key


def review(review_id: UUID) -> ReviewCard | None:
    """Return one item, or None."""
    return next(iter(_cards(list(_items().filter(id=review_id)))), None)


def count_open_reviews() -> int:
    """Return how many items wait for a decision."""
    return ReviewItem.objects.filter(~_IS_DECIDED).count()


def _items() -> QuerySet[ReviewItem]:
    return ReviewItem.objects.select_related("snapshot", "row", "agency", "old_agency")


def _cards(items: Sequence[ReviewItem]) -> list[ReviewCard]:
    decisions = _decisions_of(items)
    rows = _rows_of(items)
    return [_card(item, decisions.get(item.fingerprint, []), rows) for item in items]


def _decisions_of(items: Iterable[ReviewItem]) -> dict[str, list[ReviewDecisionCard]]:
    found: dict[str, list[ReviewDecisionCard]] = defaultdict(list)
    decisions = (
        ReviewDecision.objects.filter(fingerprint__in=[item.fingerprint for item in items])
        .select_related("decided_by", "undone_by", "agency_link")
        .order_by("id")
    )
    for one in decisions:
        link = getattr(one, "agency_link", None)
        found[one.fingerprint].append(
            ReviewDecisionCard(
                outcome=one.outcome,
                reading=one.reading,
                program_models=tuple(link.program_models) if link else (),
                reason=one.reason,
                decided_by=one.decided_by.username,
                decided_at=one.decided_at,
                undone_by=one.undone_by.username if one.undone_by else None,
                undone_at=one.undone_at,
                undone_reason=one.undone_reason,
            )
        )
    return found


Rows = dict[tuple[int, int], ReviewRow]


def _rows_of(items: Iterable[ReviewItem]) -> Rows:
    """Return every row that the items name, by list and number, in one read."""
    wanted: set[tuple[int, int]] = set()
    for item in items:
        wanted.update(_places_of(item))
        for pair in item.evidence:
            wanted.update({tuple(pair["gone"]), tuple(pair["new"])})
    rows = ListRow.objects.filter(
        snapshot_id__in={list_id for list_id, _ in wanted},
        row_number__in={number for _, number in wanted},
    ).select_related("snapshot")
    return {
        (row.snapshot_id, row.row_number): _row(row)
        for row in rows
        if (row.snapshot_id, row.row_number) in wanted
    }


def _places_of(item: ReviewItem) -> list[tuple[int, int]]:
    """Return the rows that show an item which is no rename: of a double, the earlier one too."""
    if item.row is None or item.kind == ReviewKind.RENAME.value:
        return []
    places = [(item.row.snapshot_id, item.row.row_number)]
    if item.kind == ReviewKind.DOUBLE.value and item.detail.isdecimal():
        places.insert(0, (item.row.snapshot_id, int(item.detail)))
    return places


def _row(row: ListRow) -> ReviewRow:
    names = dict(row.snapshot.header)
    return ReviewRow(
        row.snapshot.file_name,
        row.snapshot.list_date,
        row.row_number,
        tuple(
            ReviewCell(names.get(cell["column"], cell["column"]), cell["text"])
            for cell in row.cells
            if cell["text"].strip()
        ),
    )


def _card(item: ReviewItem, decisions: Sequence[ReviewDecisionCard], rows: Rows) -> ReviewCard:
    standing = next((one for one in decisions if one.undone_at is None), None)
    return ReviewCard(
        id=item.id,
        kind=item.kind,
        state=standing.outcome if standing else OPEN,
        file=item.snapshot.file_name,
        list_date=item.snapshot.list_date,
        detail=item.detail,
        proposal=item.proposal,
        agency=_agency(item.agency),
        old_agency=_agency(item.old_agency),
        rows=tuple(rows[place] for place in _places_of(item) if place in rows),
        pairs=tuple(
            ReviewPair(
                pair["kind"],
                pair["program_model"],
                rows[pair["gone"][0], pair["gone"][1]],
                rows[pair["new"][0], pair["new"][1]],
            )
            for pair in item.evidence
        ),
        reasons=tuple(ListReason(one["code"], one["detail"]) for one in item.snapshot.waits_for)
        if item.kind == ReviewKind.WAITING_LIST.value
        else (),
        decisions=tuple(decisions),
    )


def _agency(agency: Agency | None) -> ReviewAgency | None:
    return ReviewAgency(agency.id, agency.state, agency.name) if agency else None
