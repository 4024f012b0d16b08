"""Agencies: by id, by page, by what somebody typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from agreements_ref.models import Agency, AgencyName
from agreements_ref.rules.names import agency_key

SEARCH_MOST = 50


@dataclass(frozen=True)
class AgencyCard:
    """An agency as lists show it. level: city, county, state or unknown. county_fips: or ""."""

    id: UUID
    state: str
    name: str
    level: str
    county_fips: str


@dataclass(frozen=True)
class AgencySpelling:
    """One spelling of a name, and the first list and row that has it."""

    spelling: str
    file: str
    row: int
    list_date: date


@dataclass(frozen=True)
class AgencyDetail:
    """An agency with every spelling of its name, the first one first."""

    card: AgencyCard
    spellings: tuple[AgencySpelling, ...]


def _listed() -> QuerySet[Agency]:
    """Agencies that a list which counts names; those of waiting lists only are left out."""
    return Agency.objects.filter(Exists(AgencyName.objects.filter(agency=OuterRef("pk"))))


def _card(agency: Agency) -> AgencyCard:
    return AgencyCard(agency.id, agency.state, agency.name, agency.level, agency.county_fips)


def all_agencies() -> list[AgencyCard]:
    """Return every agency, by state and key."""
    return [_card(agency) for agency in _listed().order_by("state", "agency_key")]


def known_agency_ids(wanted: Iterable[UUID]) -> set[UUID]:
    """Return those of the ids that are an agency's."""
    return set(_listed().filter(id__in=set(wanted)).values_list("id", flat=True))


def agencies_matching(text: str, state: str | None = None, limit: int = 20) -> Sequence[AgencyCard]:
    """Return agencies whose name has every word of `text`, at most `limit` (1 to 50).

    Spelling does not matter as far as keys do not know it: "St. Mary's", "Saint Marys" and
    "Sheriff’s" are found. Words may be begun only. Names that begin like the text come first.
    """
    key = agency_key(text)
    if not key:
        return []
    found = _matching(key.split(), state)
    ranked = found.annotate(
        rank=Case(
            When(agency_key__startswith=key, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
    ).order_by("rank", "state", "agency_key")
    return [_card(agency) for agency in ranked[: max(1, min(limit, SEARCH_MOST))]]


def agencies_page(
    *, state: str | None, text: str, after: tuple[str, str] | None, limit: int
) -> tuple[list[AgencyCard], tuple[str, str] | None]:
    """Return one page of agencies by (state, key), and the key after which the next begins.

    after: the key of the last row of the page before. text: every word must stand in the name.
    """
    found = _matching(agency_key(text).split(), state)
    if after is not None:
        in_state = found.filter(state=after[0], agency_key__gt=after[1])
        found = in_state | found.filter(state__gt=after[0])
    rows = list(found.order_by("state", "agency_key")[: limit + 1])
    page = rows[:limit]
    next_key = (page[-1].state, page[-1].agency_key) if len(rows) > limit else None
    return [_card(agency) for agency in page], next_key


def _matching(words: Iterable[str], state: str | None) -> QuerySet[Agency]:
    found = _listed()
    if state:
        found = found.filter(state=state)
    for word in words:
        found = found.filter(agency_key__contains=word)
    return found


def agency_detail(agency_id: UUID) -> AgencyDetail | None:
    """Return one agency with its spellings, or None."""
    agency = _listed().filter(id=agency_id).first()
    if agency is None:
        return None
    names = AgencyName.objects.filter(agency=agency).select_related("first_row__snapshot")
    spellings = sorted(
        (
            AgencySpelling(
                name.spelling,
                name.first_row.snapshot.file_name,
                name.first_row.row_number,
                name.first_row.snapshot.list_date,
            )
            for name in names
        ),
        key=lambda one: (one.list_date, one.file, one.row),
    )
    return AgencyDetail(_card(agency), tuple(spellings))
