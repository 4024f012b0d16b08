"""No two versions of one agency, model and kind overlap in both times."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from agreements_ref import services
from agreements_ref.models import AgreementVersion
from tests.agreements_ref.sheets import agreement, incoming

JUNE_6, JUNE_20 = date(2025, 6, 6), date(2025, 6, 20)


@pytest.fixture
def version(db: None) -> AgreementVersion:
    """Baker's WSO, in effect from 3 March 2025 on, known from 6 June."""
    services.import_list(incoming([agreement()], JUNE_6))
    return AgreementVersion.objects.get(standing="in_effect")


def beside(version: AgreementVersion, **values: object) -> AgreementVersion:
    """Return an unsaved copy of a version with these values."""
    kept = {
        field.attname: getattr(version, field.attname)
        for field in AgreementVersion._meta.concrete_fields
        if field.attname != "id"
    }
    return AgreementVersion(**{**kept, **values})


def test_the_check_finds_versions_that_overlap_in_both_times(version: AgreementVersion) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL refuses what this check looks for")
    beside(version, valid_from=date(2025, 7, 1)).save()
    report = services.check()
    assert (report.overlaps, report.is_clean) == (1, False)


OVERLAPPING: dict[str, dict[str, object]] = {
    "later days, known at once": {"valid_from": date(2025, 7, 1)},
    "known later and still": {"known_from": JUNE_20},
    "earlier days that reach into it": {"valid_from": None, "valid_to": date(2025, 3, 4)},
}
APART: dict[str, dict[str, object]] = {
    "days that end as it begins": {"valid_from": None, "valid_to": date(2025, 3, 3)},
    "known until it was known": {"known_from": date(2025, 6, 1), "known_to": JUNE_6},
    "of another model": {"program_model": "TFM"},
    "of the other kind": {"kind": "pending"},
}


@pytest.mark.postgres
@pytest.mark.parametrize("values", OVERLAPPING.values(), ids=OVERLAPPING)
def test_the_database_refuses_an_overlap(
    version: AgreementVersion, values: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="versions_never_overlap"), transaction.atomic():
        beside(version, **values).save()
        connection.check_constraints()


@pytest.mark.postgres
@pytest.mark.parametrize("values", APART.values(), ids=APART)
def test_the_database_takes_what_only_touches(
    version: AgreementVersion, values: dict[str, object]
) -> None:
    beside(version, **values).save()
    connection.check_constraints()
    assert AgreementVersion.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_imports_and_rebuilding_pass_the_database(observer: object) -> None:
    for day in (JUNE_20, JUNE_6, date(2025, 6, 12)):
        services.import_list(incoming([agreement(), agreement(program_model="TFM")], day))
    services.rebuild()
    assert services.check().is_clean
