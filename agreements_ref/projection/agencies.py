"""Names, level and county of each agency, from its rows in the lists that count."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from agreements_ref.models import Agency, AgencyName, ListRow
from agreements_ref.projection.lists import counting_lists
from agreements_ref.rules.rows import LEVEL_UNKNOWN


@dataclass
class Portrait:
    """What the rows say of one agency. spellings: each with the id of its first row."""

    name: str = ""
    level: str = LEVEL_UNKNOWN
    county_fips: str = ""
    spellings: dict[str, int] | None = None


def portraits(agency_ids: Collection[UUID] | None = None) -> dict[UUID, Portrait]:
    """Return what the lists that count say of each agency (None: of all)."""
    lists = [one for group in counting_lists().values() for one in group]
    lists.sort(key=lambda one: (one.list_date, one.known_from, one.file_name, one.sha256))
    position = {one.id: at for at, one in enumerate(lists)}
    rows = ListRow.objects.filter(snapshot_id__in=position, agency__isnull=False)
    if agency_ids is not None:
        rows = rows.filter(agency_id__in=agency_ids)
    found = list(
        rows.values_list(
            "snapshot_id", "row_number", "id", "agency_id", "agency_name", "level", "county_fips"
        )
    )
    found.sort(key=lambda row: (position[row[0]], row[1]))
    drawn: dict[UUID, Portrait] = defaultdict(Portrait)
    for _, _, row_id, agency_id, name, level, county_fips in found:
        if agency_id is None:
            continue
        portrait = drawn[agency_id]
        portrait.spellings = portrait.spellings or {}
        portrait.spellings.setdefault(name, row_id)
        portrait.name = name
        portrait.level = level if level != LEVEL_UNKNOWN else portrait.level
        portrait.county_fips = county_fips or portrait.county_fips
    return dict(drawn)


def refresh_agencies(agency_ids: Collection[UUID] | None = None) -> None:
    """Bring agencies and their spellings in line with the rows; write what differs only."""
    drawn = portraits(agency_ids)
    agencies = Agency.objects.all()
    names = AgencyName.objects.all()
    if agency_ids is not None:
        agencies = agencies.filter(id__in=agency_ids)
        names = names.filter(agency_id__in=agency_ids)
    changed = []
    for agency in agencies:
        portrait = drawn.get(agency.id)
        if portrait is None:
            continue
        said = (portrait.name, portrait.level, portrait.county_fips)
        if (agency.name, agency.level, agency.county_fips) != said:
            agency.name, agency.level, agency.county_fips = said
            changed.append(agency)
    Agency.objects.bulk_update(changed, ["name", "level", "county_fips"])

    wanted = {
        (agency_id, spelling): row_id
        for agency_id, portrait in drawn.items()
        for spelling, row_id in (portrait.spellings or {}).items()
    }
    kept = set()
    stale = []
    for pk, agency_id, spelling, row_id in names.values_list(
        "id", "agency_id", "spelling", "first_row_id"
    ):
        if wanted.get((agency_id, spelling)) == row_id:
            kept.add((agency_id, spelling))
        else:
            stale.append(pk)
    AgencyName.objects.filter(id__in=stale).delete()
    AgencyName.objects.bulk_create(
        AgencyName(agency_id=agency_id, spelling=spelling, first_row_id=row_id)
        for (agency_id, spelling), row_id in wanted.items()
        if (agency_id, spelling) not in kept
    )
