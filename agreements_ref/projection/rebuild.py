"""The whole projection: brought in line after a change, or compared with what should be there."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from agreements_ref.models import Agency, AgencyName, AgreementVersion, ListSnapshot, RegisterState
from agreements_ref.projection.agencies import portraits, refresh_agencies
from agreements_ref.projection.reviews import Item, refresh_reviews, review_differences
from agreements_ref.projection.rows import read_stored_rows, read_values
from agreements_ref.projection.versions import differences, refresh_versions, with_linked


def lock_register() -> None:
    """Make other writers of the register wait for the end of this transaction."""
    RegisterState.objects.get_or_create(id=1)
    RegisterState.objects.select_for_update().get(id=1)


def refresh(agency_ids: Collection[UUID] | None = None) -> list[Item]:
    """Bring agencies, versions and review items in line with the rows. Return the new items.

    agency_ids: the only agencies that can have changed; None when any may have.
    """
    if agency_ids is not None:
        agency_ids = with_linked(agency_ids)
    refresh_agencies(agency_ids)
    refresh_versions(agency_ids)
    new_items = refresh_reviews(agency_ids)
    RegisterState.objects.update_or_create(id=1, defaults={"token": uuid.uuid4()})
    return new_items


@dataclass(frozen=True)
class CheckReport:
    """How many stored things differ from what follows from the raw rows; overlaps: see check."""

    lists: int
    rows: int
    agencies: int
    versions: int
    reviews: int
    overlaps: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing differs."""
        return not any((self.rows, self.agencies, self.versions, self.reviews, self.overlaps))


def check() -> CheckReport:
    """Compare every projected table with what the raw rows say; write nothing.

    overlaps: pairs of versions of one agency, model and kind that overlap in both times.
    """
    return CheckReport(
        lists=ListSnapshot.objects.count(),
        rows=_rows_read_otherwise(),
        agencies=_agencies_drawn_otherwise(),
        versions=differences().count,
        reviews=review_differences().count,
        overlaps=_overlaps(),
    )


def _rows_read_otherwise() -> int:
    found = 0
    for snapshot in ListSnapshot.objects.all():
        rows = list(snapshot.rows.order_by("row_number"))
        for row, reading in zip(rows, read_stored_rows(snapshot, rows), strict=True):
            values = read_values(reading)
            found += any(getattr(row, name) != value for name, value in values.items())
    return found


def _agencies_drawn_otherwise() -> int:
    drawn = portraits()
    stored = {agency.id: agency for agency in Agency.objects.all()}
    names: dict[UUID, dict[str, int]] = {}
    for agency_id, spelling, row_id in AgencyName.objects.values_list(
        "agency_id", "spelling", "first_row_id"
    ):
        names.setdefault(agency_id, {})[spelling] = row_id
    found = len(names.keys() - drawn.keys())
    for agency_id, portrait in drawn.items():
        agency = stored[agency_id]
        said = (agency.name, agency.level, agency.county_fips)
        wanted = (portrait.name, portrait.level, portrait.county_fips)
        found += said != wanted or names.get(agency_id, {}) != (portrait.spellings or {})
    return found


def _overlaps() -> int:
    groups: dict[tuple[object, ...], list[AgreementVersion]] = {}
    for version in AgreementVersion.objects.all():
        key = (version.agency_id, version.program_model, version.kind)
        groups.setdefault(key, []).append(version)
    return sum(
        _do_overlap(one, other)
        for group in groups.values()
        for at, one in enumerate(group)
        for other in group[at + 1 :]
    )


def _do_overlap(one: AgreementVersion, other: AgreementVersion) -> bool:
    return (
        _before(one.valid_from, other.valid_to)
        and _before(other.valid_from, one.valid_to)
        and _before(one.known_from, other.known_to)
        and _before(other.known_from, one.known_to)
    )


def _before(begin: object, end: object) -> bool:
    """Say whether a stretch that begins at `begin` begins before `end`; None is no limit."""
    return begin is None or end is None or begin < end  # type: ignore[operator]  # both are dates
