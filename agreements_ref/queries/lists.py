"""The imported lists, those that wait for a person too."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from agreements_ref.models import ListSnapshot

ListKey = tuple[str, str, int]


@dataclass(frozen=True)
class ListReason:
    """Why a list waits: a code of `rules.waiting` and what it is about."""

    code: str
    detail: str


@dataclass(frozen=True)
class ListCard:
    """One imported list. data_rows = accepted + accepted_with_remarks + rejected.

    waits_for: empty when the list counts. accepted_reason: what a person said who let it count.
    """

    kind: str
    sha256: str
    file_name: str
    list_date: date
    known_from: datetime
    data_rows: int
    accepted: int
    accepted_with_remarks: int
    rejected: int
    waits_for: tuple[ListReason, ...]
    accepted_reason: str


def lists_page(*, after: ListKey | None, limit: int) -> tuple[list[ListCard], ListKey | None]:
    """Return one page of lists, newest list date first, and the key after which the next begins.

    after: (list date, known from, id) of the last row of the page before, the times as ISO 8601.
    Raises: ValueError when a time of `after` cannot be read.
    """
    found = ListSnapshot.objects.order_by("-list_date", "-known_from", "-id")
    if after is not None:
        day, instant, pk = date.fromisoformat(after[0]), datetime.fromisoformat(after[1]), after[2]
        if instant.tzinfo is None:
            raise ValueError(f"{after[1]} has no zone")
        same_day = Q(list_date=day)
        found = found.filter(
            Q(list_date__lt=day)
            | (same_day & Q(known_from__lt=instant))
            | (same_day & Q(known_from=instant, id__lt=pk))
        )
    rows = list(found[: limit + 1])
    page = rows[:limit]
    next_key = None
    if len(rows) > limit:
        last = page[-1]
        next_key = (last.list_date.isoformat(), last.known_from.isoformat(), last.pk)
    return [_card(row) for row in page], next_key


def _card(row: ListSnapshot) -> ListCard:
    return ListCard(
        kind=row.kind,
        sha256=row.sha256,
        file_name=row.file_name,
        list_date=row.list_date,
        known_from=row.known_from,
        data_rows=row.data_rows,
        accepted=row.accepted,
        accepted_with_remarks=row.accepted_with_remarks,
        rejected=row.rejected,
        waits_for=tuple(ListReason(one["code"], one["detail"]) for one in row.waits_for),
        accepted_reason=row.accepted_reason,
    )
