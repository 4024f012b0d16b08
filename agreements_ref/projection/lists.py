"""The lists that count, and the two times of each, from their sightings."""

from collections.abc import Iterable
from datetime import date

from agreements_ref.models import ListSnapshot, Observation
from agreements_ref.queries.decisions import let_count
from agreements_ref.rules.columns import Columns, ListKind, read_columns
from agreements_ref.rules.dates import list_date_in_name
from agreements_ref.rules.history import PublishedList, in_order
from agreements_ref.rules.questions import ReviewKind, fingerprint_of
from agreements_ref.rules.waiting import Candidate, reasons_to_wait


def as_published(snapshot: ListSnapshot) -> PublishedList:
    """Return a stored list as the rules see it."""
    return PublishedList(
        snapshot.pk,
        snapshot.list_date,
        snapshot.known_from,
        snapshot.file_name,
        snapshot.sha256,
    )


def columns_of(snapshot: ListSnapshot) -> Columns:
    """Return where the columns of a stored list are."""
    header = [(letter, name) for letter, name in snapshot.header]
    return read_columns(header, is_table=snapshot.is_table)


def counting_lists() -> dict[ListKind, tuple[PublishedList, ...]]:
    """Return the lists that wait for nobody, by kind, in order."""
    snapshots = [one for one in ListSnapshot.objects.all() if not one.waits_for]
    return {
        kind: in_order(as_published(one) for one in snapshots if one.kind == kind.value)
        for kind in ListKind
    }


def order_sightings(sightings: Iterable[Observation]) -> list[Observation]:
    """Return sightings, the earliest first; of one instant, the earliest list date counts."""
    return sorted(
        sightings,
        key=lambda one: (one.seen_at, date_of(one) or date.max, one.file_name),
    )


def date_of(sighting: Observation) -> date | None:
    """Return the list date that a sighting brings: stated, else from the name, else None."""
    return sighting.stated_list_date or list_date_in_name(sighting.file_name)


def refresh_times(snapshot: ListSnapshot) -> bool:
    """Take list date, known-from and file name from the sightings. Say whether the date moved.

    The earliest sighting decides; one without any date leaves the date to the next.
    """
    sightings = order_sightings(snapshot.observations.all())
    first = sightings[0]
    dates = [found for one in sightings if (found := date_of(one)) is not None]
    moved = snapshot.list_date != dates[0]
    before = (snapshot.list_date, snapshot.known_from, snapshot.file_name)
    after = (dates[0], first.seen_at, first.file_name)
    if before != after:
        snapshot.list_date, snapshot.known_from, snapshot.file_name = after
        snapshot.save(update_fields=["list_date", "known_from", "file_name"])
    return moved


def question_of_list(snapshot: ListSnapshot) -> str:
    """Return the fingerprint of the question whether this list counts."""
    return fingerprint_of(ReviewKind.WAITING_LIST, (snapshot.sha256,))


def refresh_waiting() -> set[int]:
    """Say of every list whether it waits, and for what. Return the ids of those that changed."""
    snapshots = {one.pk: one for one in ListSnapshot.objects.all()}
    approved = let_count()
    ordered = in_order(as_published(one) for one in snapshots.values())
    reasons = reasons_to_wait(
        [
            Candidate(
                one.id,
                ListKind(snapshots[one.id].kind),
                snapshots[one.id].data_rows,
                columns_of(snapshots[one.id]),
                snapshots[one.id].accepted_at is not None
                or question_of_list(snapshots[one.id]) in approved,
            )
            for one in ordered
        ]
    )
    changed = set()
    for pk, snapshot in snapshots.items():
        waits_for = [reason.as_json() for reason in reasons[pk]]
        if waits_for != snapshot.waits_for:
            snapshot.waits_for = waits_for
            snapshot.save(update_fields=["waits_for"])
            changed.add(pk)
    return changed
