"""`/agreements/<agency>/`: one agency on one day, worded as what the lists said."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from agreements_ref import services
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.agreements_ref.web.conftest import Reading, agency_id

BAKER = "Baker County Sheriff's Office"
OTHERS = [agreement(f"Town {number} Police", "TFM", county=None) for number in range(30)]
JEM, TFM, WSO = "Jail enforcement (JEM)", "Task force (TFM)", "Warrant service officer (WSO)"
ReadAgency = Callable[..., Reading]


def publish(list_date: date, *rows: dict[str, object], known: date | None = None) -> None:
    """Import a participating list with other agencies around the rows that a test is about.

    One agency differs in every list, as its bytes are a list's identity.
    """
    others = [*OTHERS, agreement(f"Village {list_date} Police", "TFM", county=None)]
    services.import_list(incoming([*rows, *others], list_date, known=known))


@pytest.fixture
def two_lists(db: None) -> None:
    """Baker's WSO, signed on 3 March, on the lists of 6 and 20 June 2025."""
    publish(date(2025, 6, 6), agreement(BAKER))
    publish(date(2025, 6, 20), agreement(BAKER))


@pytest.mark.usefixtures("two_lists")
@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (
            date(2025, 4, 1),
            "In effect on April 1, 2025, as ICE's list of June 6, 2025 said: signed on March 3",
        ),
        (
            date(2025, 6, 10),
            "In effect on June 10, 2025, as ICE's lists of June 6, 2025 and June 20, 2025 said.",
        ),
        (date(2025, 6, 25), "In effect on June 25, 2025, as ICE's list of June 20, 2025 said."),
        (
            date(2025, 9, 30),
            "In effect on Sept. 30, 2025, as far as ICE's last list of June 20, 2025 said.",
        ),
    ],
)
def test_what_is_in_effect_is_worded_by_the_lists_that_show_it(
    read_agency: ReadAgency, on: date, sentence: str
) -> None:
    page = read_agency(BAKER, on)
    assert sentence in page.text
    assert "A listing says nothing about a given officer's training or authority." in page.text


def test_a_list_that_lacks_the_row_is_never_the_one_that_said_so(read_agency: ReadAgency) -> None:
    publish(date(2025, 6, 6))
    publish(date(2025, 6, 20), agreement(BAKER, signed=date(2025, 6, 4)))
    text = read_agency(BAKER, date(2025, 6, 10)).text
    assert "as ICE's list of June 20, 2025 said: signed on June 4, 2025." in text
    assert "as ICE's list of June 6, 2025 said: signed" not in text


@pytest.mark.usefixtures("two_lists")
def test_evidence_names_file_row_list_date_signed_date_and_known_from(
    read_agency: ReadAgency,
) -> None:
    part = read_agency(BAKER, date(2025, 6, 10)).part(WSO)
    assert (
        "First listing Signed date that counts June 6, 2025 Signed agreements"
        " participatingAgencies06062025am.xlsx Row 2 March 3, 2025 June 6, 2025 12:00 UTC" in part
    )
    assert (
        "Last listing June 20, 2025 Signed agreements participatingAgencies06202025am.xlsx"
        " Row 2 March 3, 2025 June 20, 2025 12:00 UTC" in part
    )


@pytest.mark.usefixtures("two_lists")
def test_a_model_that_the_lists_lack_is_shown_by_the_lists_on_both_sides(
    read_agency: ReadAgency,
) -> None:
    part = read_agency(BAKER, date(2025, 6, 10)).part(TFM)
    assert part.startswith("Not found No agreement found on ICE's list of June 6, 2025.")
    assert "Last list up to that day June 6, 2025" in part
    assert "Next list after that day June 20, 2025" in part
    assert part.count("Has no such row") == 2


def test_an_agreement_signed_later_is_not_said_to_be_missing_from_the_next_list(
    read_agency: ReadAgency,
) -> None:
    publish(date(2025, 6, 6))
    publish(date(2025, 6, 20), agreement(BAKER, signed=date(2025, 6, 15)))
    part = read_agency(BAKER, date(2025, 6, 10)).part(WSO)
    assert (
        "No agreement found on ICE's list of June 6, 2025. The next one, of June 20, 2025, has"
        " it, signed on June 15, 2025." in part
    )
    assert "Next list after that day June 20, 2025 Signed agreements" in part
    assert part.count("Has no such row") == 1


def test_between_the_last_listing_and_the_next_list_it_is_uncertain(
    read_agency: ReadAgency,
) -> None:
    publish(date(2025, 6, 6), agreement(BAKER))
    publish(date(2025, 6, 20))
    page = read_agency(BAKER, date(2025, 6, 10))
    assert f"Uncertain on June 10, 2025: {WSO}" in page.text
    part = page.part(WSO)
    assert "ICE's list of June 6, 2025 was the last to show it." in part
    assert part.count("June 6, 2025 Signed agreements") == 1  # never again as a list without it
    assert part.count("Has no such row") == 1


def test_without_a_readable_date_the_days_before_the_first_listing_are_uncertain(
    read_agency: ReadAgency,
) -> None:
    publish(date(2025, 6, 6))
    publish(date(2025, 6, 20), agreement(BAKER, signed="soon"))
    part = read_agency(BAKER, date(2025, 6, 10)).part(WSO)
    assert "ICE's list of June 20, 2025 was the first to show it, without a readable" in part
    assert "No readable date" in part


def test_a_row_whose_state_nobody_could_read_makes_it_uncertain(read_agency: ReadAgency) -> None:
    publish(date(2025, 6, 6), agreement(BAKER, "JEM"), agreement(BAKER, state="SUNSHINE STATE"))
    part = read_agency(BAKER, date(2025, 6, 10)).part(WSO)
    assert "a row of ICE's list of June 6, 2025 may be this agency's" in part


def test_pending_and_perhaps_pending_name_the_pending_lists(read_agency: ReadAgency) -> None:
    publish(date(2025, 6, 1))
    services.import_list(pending([request()], date(2025, 6, 6)))
    services.import_list(pending([request("Palm Police")], date(2025, 6, 20)))
    page = read_agency(BAKER, date(2025, 6, 6))
    assert "No agreement found for June 6, 2025, as ICE's list of June 1, 2025 said" in page.text
    assert (
        "Pending on June 6, 2025, as ICE's list of pending requests of June 6, 2025 said."
        in page.part(WSO)
    )
    assert "Perhaps pending on June 10, 2025" in read_agency(BAKER, date(2025, 6, 10)).part(WSO)


@pytest.mark.usefixtures("two_lists")
def test_no_data_is_not_no_agreement_found(read_agency: ReadAgency) -> None:
    page = read_agency(BAKER, date(2025, 1, 1))
    assert "No data for that date" in page.text
    assert "the first one is of June 6, 2025. This is not the same as" in page.text
    assert page.part(TFM).startswith("No data No data for that date")
    assert "No agreement found" not in page.text


@pytest.mark.usefixtures("two_lists")
def test_an_earlier_knowledge_leaves_later_lists_aside(read_agency: ReadAgency) -> None:
    page = read_agency(BAKER, date(2025, 6, 25), known_on=date(2025, 6, 10))
    assert "Only lists known on June 10, 2025 (UTC) or before were used." in page.text
    assert "as ICE's list of June 6, 2025 said" in page.text
    assert "06202025" not in page.text
    nothing = read_agency(BAKER, date(2025, 6, 25), known_on=date(2025, 6, 1)).text
    assert "No list of signed agreements was known on June 1, 2025 (UTC)." in nothing
    assert "The lists that were known then show nothing of this agency." in nothing


def test_the_timeline_shows_each_term_of_a_model(read_agency: ReadAgency) -> None:
    publish(date(2025, 6, 6), agreement(BAKER, "JEM", date(2020, 6, 9)))
    publish(date(2025, 6, 20))
    publish(date(2025, 7, 1), agreement(BAKER, "JEM", date(2025, 6, 27)))
    history = read_agency(BAKER, date(2025, 7, 1)).part("Over time", until="<details")
    assert history.split(JEM, 1)[1].strip() == (
        "In effect June 9, 2020 to June 6, 2025 Signed on June 9, 2020."
        " Only on the list of June 6, 2025."
        " Uncertain June 7, 2025 to June 19, 2025 Signed on June 9, 2020."
        " Only on the list of June 6, 2025."
        " In effect From June 27, 2025 on Signed on June 27, 2025."
        " First on the list of July 1, 2025, and on the newest one."
    )


def test_every_spelling_is_shown_with_its_first_row(read_agency: ReadAgency) -> None:
    publish(date(2025, 6, 6), agreement("St. Mary's County Sheriff's Office", county=None))
    publish(date(2025, 6, 20), agreement("Saint Marys County Sheriff’s Office", county=None))
    part = read_agency("st marys", date(2025, 6, 25)).part("Spellings of the name")
    assert (
        "St. Mary's County Sheriff's Office First in row 2 of the list of June 6, 2025:"
        " participatingAgencies06062025am.xlsx" in part
    )
    assert "Saint Marys County Sheriff’s Office First in row 2 of the list of June 20" in part


@pytest.mark.usefixtures("two_lists")
def test_the_three_models_are_explained_with_their_source(read_agency: ReadAgency) -> None:
    text = read_agency(BAKER, date(2025, 6, 10)).text
    assert "A short reading of ICE's template agreements of 2025" in text
    assert "This is no legal advice." in text


@pytest.mark.usefixtures("two_lists")
@pytest.mark.parametrize(
    ("query", "field", "remedy"),
    [
        ({"on": "10 June"}, "on", "Write it as YYYY-MM-DD"),
        ({"on": "2999-01-01"}, "on", "This day is still to come."),
        ({"known_on": "2025-06-31"}, "known_on", "Write it as YYYY-MM-DD"),
        ({"known_on": "2999-01-01"}, "known_on", "Nobody knows yet"),
    ],
)
def test_a_bad_day_is_named_and_nothing_is_answered(
    read: Callable[..., Reading], query: dict[str, str], field: str, remedy: str
) -> None:
    page = read(f"/agreements/{agency_id(BAKER)}/", **query)
    assert page.status == 422
    assert remedy in page.text
    assert f'href="#id_{field}"' in page.markup
    assert "What the lists said of" not in page.text


@pytest.mark.usefixtures("two_lists")
def test_an_agency_that_no_list_names_is_not_there(read: Callable[..., Reading]) -> None:
    assert read(f"/agreements/{uuid4()}/").status == 404


@pytest.mark.usefixtures("two_lists")
def test_the_title_names_no_agency(read_agency: ReadAgency) -> None:
    title = read_agency(BAKER, date(2025, 6, 10)).title
    assert title == "Agreements of an agency · Testigo"


@pytest.mark.usefixtures("two_lists")
def test_the_answer_is_spanish_for_who_reads_spanish(read_agency: ReadAgency) -> None:
    page = read_agency(BAKER, date(2025, 6, 25), language="es")
    assert "Vigente el 25 de junio de 2025, según la lista de ICE del 20 de junio de" in page.text
    assert "no dice nada sobre la capacitación" in page.text
