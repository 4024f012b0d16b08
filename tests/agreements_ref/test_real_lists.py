"""ICE's own lists, where they lie beside the repository: totals, order, and answers."""

import csv
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import models, transaction
from pytest_django.plugin import DjangoDbBlocker

from agreements_ref import queries, services
from agreements_ref.importers import read_file
from agreements_ref.models import (
    Agency,
    AgencyName,
    AgreementVersion,
    ListRow,
    ListSnapshot,
    Observation,
    ReviewItem,
    RowRemark,
)
from agreements_ref.projection.lists import as_published
from agreements_ref.queries.by_place import agreements_in_place
from agreements_ref.queries.changes import counts_by_list
from agreements_ref.queries.register_rows import KnownRegister, RegisterFilter
from agreements_ref.rules.dates import list_date_in_name
from agreements_ref.rules.history import PublishedList, in_order
from agreements_ref.services import ImportState, IncomingList
from agreements_ref.services.founding import FOUNDING_FILE
from tests.agreements_ref.rules.literal import Mark, said_of

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
LISTS = FOLDER / "ice"
pytestmark = pytest.mark.skipif(
    not LISTS.is_dir(), reason=f"ICE's lists are not beside the repository ({LISTS})"
)
EVERYTHING: tuple[type[models.Model], ...] = (
    ReviewItem,
    AgreementVersion,
    AgencyName,
    RowRemark,
    ListRow,
    Observation,
    ListSnapshot,
    Agency,
)
# Rows, agencies, states, JEM, WSO, TFM.
TOTALS = {
    date(2019, 5, 20): (90, 89, 21, 80, 10, 0),
    date(2025, 5, 16): (571, 462, 40, 91, 205, 275),
    date(2025, 6, 6): (649, 531, 40, 102, 232, 315),
    date(2025, 7, 1): (744, 611, 40, 112, 269, 363),
}


def incoming_lists() -> list[IncomingList]:
    """Every sheet, known from its first download (`observations.csv`)."""
    with (LISTS / "observations.csv").open(encoding="utf-8", newline="") as file:
        return [
            IncomingList(
                row["kept_as"],
                (LISTS / row["kept_as"]).read_bytes(),
                datetime.strptime(row["download_stamp_utc"], "%Y%m%d_%H%M%S").replace(tzinfo=UTC),
            )
            for row in csv.DictReader(file)
            if row["kept_as"]
        ]


@pytest.fixture(scope="module")
def results(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[services.ImportResult]]:
    """All lists, imported in one go in some order, for the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        services.load_founding_list()
        yield services.import_lists(shuffled(1))
        transaction.set_rollback(True)


def shuffled(seed: int) -> list[IncomingList]:
    lists = incoming_lists()
    random.Random(seed).shuffle(lists)
    return lists


def projection() -> list[tuple[object, ...]]:
    """What follows from the lists, named by bytes and rows instead of ids."""

    def values(model: type[models.Model], *fields: str) -> list[tuple[object, ...]]:
        return list(model._default_manager.values_list(*fields))

    found = [
        *values(ListSnapshot, "sha256", "list_date", "known_from", "file_name", "accepted"),
        *values(Agency, "id", "state", "agency_key", "name", "level", "county_fips"),
        *values(
            AgencyName,
            "agency_id",
            "spelling",
            "first_row__snapshot__sha256",
            "first_row__row_number",
        ),
        *values(
            AgreementVersion,
            "agency_id",
            "program_model",
            "kind",
            "standing",
            "valid_from",
            "valid_to",
            "known_from",
            "known_to",
            "first_list__sha256",
            "first_row",
            "last_list__sha256",
            "last_row",
            "signed_list__sha256",
            "signed_row",
            "signed_on",
        ),
        *values(ReviewItem, "fingerprint", "snapshot__sha256", "row__row_number", "detail"),
    ]
    return sorted(found, key=str)


@pytest.mark.django_db
@pytest.mark.usefixtures("results")
def test_totals_are_those_of_the_lists_own_pages() -> None:
    for list_date, totals in TOTALS.items():
        rows = ListRow.objects.filter(snapshot__kind="participating", snapshot__list_date=list_date)
        per_model = Counter(rows.values_list("program_model", flat=True))
        found = (
            rows.count(),
            rows.values("agency").distinct().count(),
            rows.values("agency__state").distinct().count(),
            per_model["JEM"],
            per_model["WSO"],
            per_model["TFM"],
        )
        assert found == totals, list_date


@pytest.mark.django_db
def test_rows_in_are_outcomes_out_in_every_list(results: list[services.ImportResult]) -> None:
    for result in results:
        counts = dict(result.counts)
        assert counts.pop("data_rows") == sum(counts.values())
        assert counts["rejected"] == 0
        assert not result.waits_for


@pytest.mark.django_db
def test_the_same_content_under_a_second_name_is_one_list(
    results: list[services.ImportResult],
) -> None:
    states = Counter(result.state for result in results)
    assert states == {ImportState.IMPORTED: 25, ImportState.KNOWN: 1}
    assert ListSnapshot.objects.count() == 26
    twice = ListSnapshot.objects.get(observations__file_name__contains="06042025am")
    assert twice.list_date == date(2025, 6, 3)
    assert twice.observations.count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("results")
def test_importing_everything_again_changes_nothing() -> None:
    before = projection()
    remarks = RowRemark.objects.count()
    again = services.import_lists(shuffled(2)[:5])
    assert {result.state for result in again} == {ImportState.KNOWN}
    assert projection() == before
    assert RowRemark.objects.count() == remarks


@pytest.mark.django_db
@pytest.mark.usefixtures("results")
def test_another_order_in_several_goes_gives_the_same_register() -> None:
    expected = projection()
    for model in EVERYTHING:
        model._default_manager.all()._raw_delete("default")  # no look-up of what depends on it
    lists = shuffled(3)
    services.import_lists(lists[:9])
    services.import_list(lists[9])
    services.load_founding_list()
    services.import_lists(lists[10:])
    assert projection() == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("results")
def test_the_projection_follows_from_the_rows_and_nothing_overlaps() -> None:
    report = services.check()
    assert report.is_clean, report


@pytest.mark.django_db
@pytest.mark.usefixtures("results")
def test_no_staff_address_and_no_mail_filter_is_stored() -> None:
    cells = "".join(str(row) for row in ListRow.objects.values_list("cells", flat=True))
    assert "https://www.ice.gov/doclib/" in cells
    for trace in ("@", "%40", "safelinks", "outlook", "dhs.gov", "reserved="):
        assert trace not in cells


@pytest.mark.django_db
@pytest.mark.usefixtures("results")
def test_answers_are_those_of_the_literal_rules_on_real_histories() -> None:
    lists = [as_published(one) for one in ListSnapshot.objects.filter(kind="participating")]
    marks = real_marks()
    chosen = random.Random(4).sample(sorted(marks, key=str), 60)
    # Keys that left a list, or whose date was corrected, are where the rules bite.
    chosen += [key for key in marks if is_eventful(marks[key], lists)]
    days = [date(2016, 7, 1), date(2024, 1, 1), *every(date(2025, 5, 10), 72, 6)]
    knowledge = [date(2019, 5, 20), date(2025, 5, 19), date(2025, 7, 3), date(2025, 7, 16)]
    asked = [(key, on, known_on) for key in chosen for on in days for known_on in knowledge]
    answers = queries.agreements_in_effect_many(
        [queries.Question(key[0], on, known_on) for key, on, known_on in asked]
    )
    for (key, on, known_on), answer in zip(asked, answers, strict=True):
        said = (key[1] in answer.in_effect, key[1] in answer.uncertain)
        assert said == said_of(lists, marks[key], on, known_on), (key, on, known_on)


def real_marks() -> dict[tuple[object, str], dict[int, Mark]]:
    """The readable signed date of every key in every participating list."""
    marks: dict[tuple[object, str], dict[int, Mark]] = {}
    for agency_id, model, list_id, signed_on in ListRow.objects.filter(
        snapshot__kind="participating"
    ).values_list("agency_id", "program_model", "snapshot_id", "signed_on"):
        own = marks.setdefault((agency_id, model), {})
        dates = [day for day in (*(own.get(list_id) or ()), signed_on) if day]
        own[list_id] = (min(dates),) if dates else ()
    return marks


def is_eventful(marks: dict[int, Mark], lists: Sequence[PublishedList]) -> bool:
    """Whether a key has an unreadable or changed date, or left the newest list."""
    newest = in_order(lists)[-1]
    dates = set(marks.values())
    return len(dates) > 1 or () in dates or newest.id not in marks


def every(first: date, days: int, step: int) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(0, days, step)]


def test_the_shipped_founding_list_is_the_transcribed_table() -> None:
    table = FOLDER / "agreements_2019-05-20.csv"
    shipped = FOUNDING_FILE
    assert read_file(shipped.read_bytes()).sha256 == read_file(table.read_bytes()).sha256
    assert list_date_in_name(shipped.name) == date(2019, 5, 20)


def test_growth_shows_the_known_totals(results: list[services.ImportResult]) -> None:
    found = {
        one.list.list_date: (
            one.agencies,
            one.states,
            one.by_model["JEM"],
            one.by_model["WSO"],
            one.by_model["TFM"],
        )
        for one in counts_by_list()
    }
    assert {day: found[day] for day in TOTALS} == {day: row[1:] for day, row in TOTALS.items()}


def test_every_stretch_of_the_register_names_its_rows(
    results: list[services.ImportResult],
) -> None:
    register = KnownRegister()
    rows = list(register.rows(RegisterFilter(known_on=register.known_on)))
    assert len(rows) > 1000
    assert all(one.first_listing.row and one.last_listing.row for one in rows)


def test_a_county_of_a_real_list_is_answered_in_four_groups(
    results: list[services.ImportResult],
) -> None:
    answer = agreements_in_place(county_fips="12011", on=date(2025, 7, 1))
    assert answer is not None
    assert answer.sheriffs[0].answer.in_effect
    assert answer.municipal_in_effect
    assert any(one.answer.in_effect for one in answer.state_wide)
    assert answer.unplaced
