"""Importing lists: identity, times, outcomes, waiting, what follows, and what is never stored."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import serializers
from django.utils import timezone

from agreements_ref import services
from agreements_ref.importers import ListFault
from agreements_ref.models import (
    Agency,
    AgencyName,
    AgreementVersion,
    ListRow,
    ListSnapshot,
    Observation,
    RegisterState,
    ReviewItem,
    RowRemark,
)
from agreements_ref.problems import ListUnreadable
from agreements_ref.rules.columns import ListKind
from agreements_ref.services import ImportState, IncomingList
from server.problems import BadInput
from tests.agreements_ref.sheets import (
    PARTICIPATING,
    PENDING,
    agreement,
    incoming,
    instant,
    packed,
    pending,
    request,
    sheet_bytes,
    workbook,
)

pytestmark = pytest.mark.django_db
JUNE_6, JUNE_20 = date(2025, 6, 6), date(2025, 6, 20)
MODELS = (Agency, AgencyName, AgreementVersion, ListRow, ListSnapshot, Observation, ReviewItem)


def stored() -> str:
    """Everything in the tables, as text."""
    return "".join(
        serializers.serialize("json", model.objects.order_by("pk"))
        for model in (*MODELS, RowRemark)
    )


def several(count: int) -> list[dict[str, object]]:
    return [agreement(f"Town {at} Police Department", county=None) for at in range(count)]


def test_rows_in_are_outcomes_out() -> None:
    rows = [
        agreement(),
        agreement("Clay County Sheriff's Office", county="Clay Cuonty"),
        agreement("Clay County Sheriff's Office", state="ATLANTIS"),
        agreement("", program_model="JEM"),
        agreement("Bay County Sheriff's Office", county="Bay County", signed="05/082025"),
    ]
    result = services.import_list(incoming(rows, JUNE_6))
    assert result.counts == {
        "data_rows": 5,
        "accepted": 1,
        "accepted_with_remarks": 2,
        "rejected": 2,
    }
    assert [(line.row, line.code) for line in result.remarks] == [
        (3, "county-unknown"),
        (4, "unknown-state"),
        (5, "no-agency"),
        (6, "date-unreadable"),
    ]
    assert ListRow.objects.count() == 5


def test_the_same_bytes_again_add_one_sighting_and_nothing_else() -> None:
    first = incoming([agreement()], JUNE_6)
    services.import_list(first)
    token = RegisterState.objects.get().token
    again = replace(first, file_name="participatingAgencies06092025am.xlsx")
    again = replace(again, known_from=first.known_from + timedelta(days=3))
    result = services.import_list(again)
    assert result.state is ImportState.KNOWN
    assert result.list_date == JUNE_6
    assert Observation.objects.count() == 2
    assert (ListSnapshot.objects.count(), ListRow.objects.count()) == (1, 1)
    assert RegisterState.objects.get().token == token


def test_the_same_sighting_twice_is_one() -> None:
    sighting = incoming([agreement()], JUNE_6)
    services.import_list(sighting)
    services.import_list(sighting)
    assert Observation.objects.count() == 1


def test_an_earlier_sighting_moves_both_times_and_the_dates_are_read_again() -> None:
    late = incoming([agreement(signed=JUNE_6)], JUNE_20)
    services.import_list(late)
    assert ListRow.objects.get().signed_on == JUNE_6
    early = replace(
        late,
        file_name="participatingAgencies06052025am.xlsx",
        known_from=instant(date(2025, 6, 5)),
    )
    services.import_list(early)
    snapshot = ListSnapshot.objects.get()
    assert (snapshot.list_date, snapshot.known_from) == (date(2025, 6, 5), early.known_from)
    assert ListRow.objects.get().signed_on is None
    assert [remark.code for remark in RowRemark.objects.all()] == ["date-after-list"]
    assert services.check().is_clean


def test_the_list_date_can_be_given_and_must_be_known() -> None:
    nameless = replace(incoming([agreement()], JUNE_6), file_name="list.xlsx")
    with pytest.raises(BadInput) as caught:
        services.import_list(nameless)
    assert caught.value.errors[0].field == "list_date"
    assert ListSnapshot.objects.count() == 0
    assert services.import_list(replace(nameless, list_date=JUNE_20)).list_date == JUNE_20


def test_a_time_that_has_not_come_is_refused() -> None:
    future = incoming([agreement()], JUNE_6, known=timezone.now() + timedelta(hours=1))
    with pytest.raises(BadInput) as caught:
        services.import_list(future)
    assert caught.value.errors[0].field == "known_from"


def test_raw_rows_keep_every_cell_and_the_hidden_flag() -> None:
    book, sheet = workbook([agreement()])
    sheet.row_dimensions[2].hidden = True
    services.import_list(replace(incoming([agreement()], JUNE_6), content=packed(book)))
    row = ListRow.objects.get()
    assert row.hidden
    assert row.cells[0] == {"column": "A", "text": "FLORIDA"}
    assert row.cells[5] == {"column": "F", "text": "2025-03-03", "kind": "d"}
    assert row.agency is not None
    assert row.agency.county_fips == "12003"


def test_staff_addresses_are_stored_nowhere() -> None:
    book, sheet = workbook([agreement()])
    sheet["G2"].hyperlink = (
        "https://g.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ice.gov%2Fb.pdf"
        "&data=05%7C02%7CStaff.Person%40ice.dhs.gov%7Cabc"
    )
    sheet["G2"].value = "ask Staff.Person@ice.dhs.gov"
    services.import_list(replace(incoming([agreement()], JUNE_6), content=packed(book)))
    everything = stored()
    assert "https://www.ice.gov/b.pdf" in everything
    for trace in ("Staff", "safelinks", "dhs.gov", "%7C", "@"):
        assert trace not in everything


def test_the_same_key_twice_is_one_agreement_with_both_rows() -> None:
    rows = [agreement(signed=date(2025, 4, 4)), agreement(signed=date(2025, 3, 3))]
    services.import_list(incoming(rows, JUNE_6))
    assert ListRow.objects.count() == 2
    version = AgreementVersion.objects.get()
    assert (version.valid_from, version.first_row) == (date(2025, 3, 3), 3)
    assert [item.kind for item in ReviewItem.objects.all()] == ["double"]


def test_an_unknown_model_is_kept_and_never_evaluated() -> None:
    services.import_list(incoming([agreement(program_model="Tribal Model")], JUNE_6))
    assert ListRow.objects.get().program_model == "unknown"
    assert AgreementVersion.objects.count() == 0
    assert [item.kind for item in ReviewItem.objects.all()] == ["program-model"]


def test_a_proposed_date_is_put_up_once_however_many_lists_show_it() -> None:
    rows = [agreement(signed="05/082025")]
    services.import_list(incoming(rows, JUNE_6))
    services.import_list(incoming(rows, JUNE_20))
    (item,) = ReviewItem.objects.all()
    assert (item.kind, item.detail, item.proposal) == ("signed-date", "05/082025", "2025-05-08")
    assert item.snapshot.list_date == JUNE_6


def test_a_correction_past_the_first_listing_is_put_up() -> None:
    services.import_list(incoming([agreement(signed="soon")], JUNE_6))
    services.import_list(incoming([agreement(signed=date(2025, 6, 12))], JUNE_20))
    assert "late-correction" in {item.kind for item in ReviewItem.objects.all()}
    assert AgreementVersion.objects.filter(
        known_to=None, standing="in_effect"
    ).get().valid_from == (JUNE_6)


def test_a_shrunken_list_waits_and_counts_when_a_person_says_so() -> None:
    services.import_list(incoming(several(20), JUNE_6))
    half = incoming(several(10), JUNE_20)
    result = services.import_list(half)
    assert result.state is ImportState.WAITING
    assert [reason.code for reason in result.waits_for] == ["list-shrunk"]
    assert AgreementVersion.objects.exclude(valid_to=None).count() == 0
    assert [item.kind for item in ReviewItem.objects.all()] == ["waiting-list"]

    later = replace(
        half, accept="ICE took down a state", known_from=half.known_from + timedelta(days=9)
    )
    result = services.import_list(later)
    assert result.state is ImportState.KNOWN
    assert result.known_from == half.known_from
    snapshot = ListSnapshot.objects.get(list_date=JUNE_20)
    assert snapshot.accepted_reason == "ICE took down a state"
    assert (
        AgreementVersion.objects.filter(standing="in_effect").exclude(valid_to=None).count() == 10
    )
    assert ReviewItem.objects.count() == 0
    assert services.check().is_clean


def test_whether_a_list_waits_does_not_depend_on_the_order_of_import() -> None:
    services.import_list(incoming(several(10), JUNE_20))
    assert AgreementVersion.objects.count() == 10
    services.import_list(incoming(several(20), JUNE_6))
    assert ListSnapshot.objects.get(list_date=JUNE_20).waits_for[0]["code"] == "list-shrunk"
    assert AgreementVersion.objects.filter(first_list__list_date=JUNE_20).count() == 0
    assert services.check().is_clean


@pytest.mark.parametrize(
    ("header", "code", "detail"),
    [
        (tuple(name for name in PARTICIPATING if name != "SIGNED"), "column-missing", "signed"),
        (tuple(name for name in PARTICIPATING if name != "STATE"), "column-missing", "state"),
        ((*PARTICIPATING, "FEE"), "column-unknown", "FEE"),
        ((*PARTICIPATING, "STATE"), "column-doubled", "STATE"),
    ],
)
def test_a_list_with_other_columns_waits(header: tuple[str, ...], code: str, detail: str) -> None:
    result = services.import_list(incoming([agreement()], JUNE_6, header=header))
    assert [(one.code, one.detail) for one in result.waits_for] == [(code, detail)]
    assert AgreementVersion.objects.count() == 0


def test_columns_without_a_header_are_no_reason_to_wait() -> None:
    result = services.import_list(
        incoming([agreement()], JUNE_6, header=(*PARTICIPATING, None, "ADDENDUM"))
    )
    assert result.state is ImportState.IMPORTED


def test_a_list_accepted_at_once_says_why() -> None:
    rows = incoming([agreement()], JUNE_6, header=(*PARTICIPATING, "FEE"), accept="new column")
    assert services.import_list(rows).state is ImportState.IMPORTED
    assert ListSnapshot.objects.get().accepted_reason == "new column"


def test_a_broken_file_names_itself_and_leaves_nothing_of_the_others() -> None:
    good = incoming([agreement()], JUNE_6)
    broken = replace(good, file_name="participatingAgencies06202025am.xlsx", content=b"PK\x03\x04x")
    with pytest.raises(ListUnreadable) as caught:
        services.import_lists([good, broken])
    (error,) = caught.value.errors
    assert error.field == "participatingAgencies06202025am.xlsx"
    assert "Download it again" in error.message
    assert isinstance(caught.value.__cause__, ListFault)
    assert all(model.objects.count() == 0 for model in MODELS)


def test_a_list_of_the_other_kind_under_a_known_name_asks_for_its_kind() -> None:
    odd = replace(incoming([agreement()], JUNE_6), file_name="pendingAgencies06062025am.xlsx")
    with pytest.raises(BadInput) as caught:
        services.import_list(odd)
    assert caught.value.errors[0].field == "kind"
    services.import_list(replace(odd, kind=ListKind.PARTICIPATING))
    with pytest.raises(BadInput):
        services.import_list(replace(odd, kind=ListKind.PENDING))


def test_a_dry_run_says_everything_and_writes_nothing() -> None:
    services.import_list(incoming([agreement(), agreement("Clay County Sheriff's Office")], JUNE_6))
    before = stored()
    result = services.import_list(
        incoming(
            [agreement(signed="05/082025"), agreement("Bay County Sheriff's Office")], JUNE_20
        ),
        dry_run=True,
    )
    assert result.compared is not None
    assert [entry.agency for entry in result.compared.added] == ["Bay County Sheriff's Office"]
    assert [entry.agency for entry in result.compared.gone] == ["Clay County Sheriff's Office"]
    assert [entry.agency for entry in result.compared.changed] == ["Baker County Sheriff's Office"]
    assert "signed-date: 05/082025 (read as 2025-05-08?)" in map(str, result.proposals)
    assert json.loads(json.dumps(result.to_json()))["added"]
    assert stored() == before


def test_an_agency_is_shown_as_the_newest_list_spells_it_and_keeps_its_spellings() -> None:
    services.import_list(incoming([agreement("Baker County Sheriffs Office")], JUNE_20))
    services.import_list(incoming([agreement("BAKER COUNTY SHERIFF’S OFFICE")], JUNE_6))
    agency = Agency.objects.get()
    assert agency.name == "Baker County Sheriffs Office"
    assert {name.spelling for name in agency.names.all()} == {
        "Baker County Sheriffs Office",
        "BAKER COUNTY SHERIFF’S OFFICE",
    }


def test_lists_that_come_in_order_only_add_and_end_versions() -> None:
    names = ["Baker County Sheriff's Office", "Clay County Sheriff's Office"]
    services.import_list(incoming([agreement(name) for name in names], JUNE_6))
    before = set(AgreementVersion.objects.values_list("id", "valid_from", "valid_to"))
    services.import_list(
        incoming([agreement(names[0]), agreement("Bay County Sheriff's Office")], JUNE_20)
    )
    after = set(AgreementVersion.objects.values_list("id", "valid_from", "valid_to"))
    assert before < after
    ended = AgreementVersion.objects.exclude(known_to=None).get()
    assert ended.agency.name == names[1]
    assert ended.known_to == JUNE_20


def test_a_rejected_row_of_the_same_name_and_model_makes_absence_uncertain() -> None:
    services.import_list(incoming([agreement(), agreement(program_model="TFM")], JUNE_6))
    services.import_list(
        incoming([agreement(state="ATLANTIS"), agreement(program_model="TFM")], JUNE_20)
    )
    newest = AgreementVersion.objects.filter(known_to=None, standing="uncertain")
    assert {version.program_model for version in newest} == {"WSO"}
    days = sorted((version.valid_from, version.valid_to) for version in newest)
    assert days == [(date(2025, 6, 7), JUNE_20), (JUNE_20, None)]
    assert {item.kind for item in ReviewItem.objects.all()} == {"state"}
    assert services.check().is_clean


def test_the_order_of_import_does_not_matter() -> None:
    lists = [
        incoming([agreement(), agreement("Clay County Sheriff's Office")], JUNE_6),
        incoming([agreement(signed=date(2025, 6, 10))], date(2025, 6, 12), accept="known"),
        pending([request("Bay County Sheriff's Office")], JUNE_6),
        incoming([agreement(), agreement(program_model="JEM", signed="soon")], JUNE_20),
        pending([request("Clay County Sheriff's Office", "TFM")], JUNE_20),
    ]
    services.import_lists(lists)
    expected = projection()
    for order in ([4, 3, 2, 1, 0], [2, 0, 4, 1, 3]):
        for model in (ReviewItem, AgreementVersion, AgencyName, ListSnapshot, Agency):
            model.objects.all().delete()
        for at in order:
            services.import_list(lists[at])
        assert projection() == expected


def projection() -> list[tuple[object, ...]]:
    """The versions, agencies and reviews, named by lists and rows instead of ids."""
    versions = AgreementVersion.objects.values_list(
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
    )
    agencies = Agency.objects.values_list(
        "id", "state", "agency_key", "name", "level", "county_fips"
    )
    names = AgencyName.objects.values_list(
        "agency_id", "spelling", "first_row__snapshot__sha256", "first_row__row_number"
    )
    reviews = ReviewItem.objects.values_list(
        "fingerprint", "kind", "snapshot__sha256", "row__row_number", "detail", "proposal"
    )
    return sorted([*versions, *agencies, *names, *reviews], key=str)


def test_a_rebuild_changes_nothing_and_mends_what_was_changed() -> None:
    services.import_list(incoming([agreement(), agreement(program_model="JEM")], JUNE_6))
    services.import_list(incoming([agreement(program_model="JEM"), agreement()], JUNE_20))
    before = stored()
    services.rebuild()
    assert [line for line in stored().split('"model"') if "rowremark" not in line] == [
        line for line in before.split('"model"') if "rowremark" not in line
    ]
    version = AgreementVersion.objects.filter(program_model="JEM").get()
    AgreementVersion.objects.create(
        agency=version.agency,
        program_model="JEM",
        kind="participating",
        standing="uncertain",
        valid_from=None,
        valid_to=None,
        known_from=date(2025, 6, 7),
        first_list=version.first_list,
        first_row=9,
    )
    ListRow.objects.filter(program_model="WSO").update(signed_on=None)
    Agency.objects.update(name="Somebody else")
    report = services.check()
    assert (report.rows, report.agencies, report.overlaps) == (2, 1, 1)
    assert report.versions > 0
    assert not report.is_clean
    services.rebuild()
    assert services.check().is_clean


def test_the_founding_list_loads_once() -> None:
    result = services.load_founding_list()
    assert result is not None
    assert result.known_from == datetime(2019, 5, 20, tzinfo=UTC)
    assert result.counts["accepted"] == 90
    assert services.load_founding_list() is None
    assert Observation.objects.count() == 1


def test_a_pending_list_that_shrinks_does_not_wait() -> None:
    many = [request(f"Town {at} Police Department") for at in range(20)]
    services.import_list(pending(many, JUNE_6))
    result = services.import_list(pending(many[:3], JUNE_20))
    assert result.state is ImportState.IMPORTED
    assert result.kind == "pending"


def test_an_incoming_list_knows_the_identity_of_its_bytes() -> None:
    content = sheet_bytes([request()], PENDING)
    one = IncomingList("pendingAgencies06062025am.xlsx", content, instant(JUNE_6))
    assert services.import_list(one).sha256 == one.sha256


def test_a_list_that_repeats_the_one_before_it_still_describes_its_agencies_anew() -> None:
    rows = [agreement("Baker County Sheriffs Office")]
    services.import_list(incoming(rows, JUNE_6))
    services.import_list(
        pending([request("BAKER COUNTY SHERIFF’S OFFICE", "TFM")], date(2025, 6, 10))
    )
    assert Agency.objects.get().name == "BAKER COUNTY SHERIFF’S OFFICE"
    services.import_list(incoming([*rows, agreement("Clay County Jail")], JUNE_20))
    assert Agency.objects.get(agency_key__startswith="baker").name == "Baker County Sheriffs Office"
    assert services.check().is_clean
