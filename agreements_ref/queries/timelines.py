"""What the lists known on a day said of one agency over time, and the rows that name it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from agreements_ref.models import AgreementVersion, ListRow, ListSnapshot
from agreements_ref.queries.decisions import linked_agencies
from agreements_ref.rules.program_models import EVALUATED

_MODELS = tuple(model.value for model in EVALUATED)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Listing:
    """A row of a list that counts. signed_on: the readable signed date of that row, or None."""

    program_model: str
    kind: str
    file: str
    row: int
    list_date: date
    known_from: datetime
    signed_on: date | None


@dataclass(frozen=True)
class Period:
    """Days of which one thing was said of a program model.

    standing: in_effect, uncertain, pending or pending_uncertain. first_day, last_day: both
    included, None without limit. listed_first, listed_last: list dates; the last is None while
    the newest list has the row. signed_on: the signed date that counts.
    """

    program_model: str
    standing: str
    first_day: date | None
    last_day: date | None
    listed_first: date
    listed_last: date | None
    signed_on: date | None


def periods_of(agency_id: UUID, *, known_on: date | None = None) -> list[Period]:
    """Return the periods of an agency by program model and time, as known on a day (UTC).

    known_on: None means today. Names that a person declared to be one agency are one here.
    """
    known = known_on or datetime.now(UTC).date()
    versions = (
        AgreementVersion.objects.filter(_under_any_name(agency_id), known_from__lte=known)
        .filter(Q(known_to=None) | Q(known_to__gt=known))
        .select_related("first_list", "last_list")
    )
    return sorted((_period(version) for version in versions), key=_by_time)


def _under_any_name(agency_id: UUID) -> Q:
    """Return what finds an agency's models, also under the names that are one with it."""
    linked = linked_agencies()
    found = Q(agency_id=agency_id, program_model__in=_MODELS)
    for model in _MODELS:
        if names := linked.get((agency_id, model)):
            found |= Q(agency_id__in=names, program_model=model)
    return found


def _by_time(period: Period) -> tuple[str, date, str]:
    return period.program_model, period.first_day or date.min, period.standing


def _period(version: AgreementVersion) -> Period:
    return Period(
        program_model=version.program_model,
        standing=version.standing,
        first_day=version.valid_from,
        last_day=version.valid_to - _ONE_DAY if version.valid_to else None,
        listed_first=version.first_list.list_date,
        listed_last=version.last_list.list_date if version.last_list else None,
        signed_on=version.signed_on,
    )


def listings_of(agency_id: UUID, *, known_on: date | None = None) -> list[Listing]:
    """Return every row that names an agency in the lists known on a day (UTC), newest list first.

    known_on: None means today. Rows of program models that nobody knows are left out.
    """
    known = known_on or datetime.now(UTC).date()
    rows = ListRow.objects.filter(
        _under_any_name(agency_id), snapshot__waits_for=[]
    ).select_related("snapshot")
    return list(_newest_first(row for row in rows if _known_day(row.snapshot) <= known))


def _known_day(snapshot: ListSnapshot) -> date:
    return snapshot.known_from.astimezone(UTC).date()


def _newest_first(rows: Iterable[ListRow]) -> Iterable[Listing]:
    newest = sorted(rows, key=lambda row: row.row_number)
    newest.sort(key=lambda row: (row.snapshot.list_date, row.snapshot.known_from), reverse=True)
    for row in newest:
        yield Listing(
            program_model=row.program_model,
            kind=row.snapshot.kind,
            file=row.snapshot.file_name,
            row=row.row_number,
            list_date=row.snapshot.list_date,
            known_from=row.snapshot.known_from,
            signed_on=row.signed_on,
        )
