"""`/capture/`: the 60-second record as a page, with and without script."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from encounters import queries
from encounters.details import EncounterDetail, encounter_detail
from encounters.models import Encounter
from encounters.records import PresenceInput
from encounters.rules.codes import Basis, SealedField
from encounters.rules.time_values import Precision
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts.models import Membership, Team
from tests.conftest import Person
from tests.encounters.conftest import CANARY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.encounters.urls")]

Browser = Callable[..., Client]
SMALLEST = {
    "kind": "traffic_stop",
    "basis": "observed",
    "when": "now",
    "state": "NC",
    "county_fips": "37071",
}


@pytest.fixture
def page(browser_of: Browser, observer: Person) -> Client:
    """The observer's browser."""
    return browser_of(observer)


def send(client: Client, do: str, **fields: Any) -> Any:
    key = client.get("/capture/").context["form"]["client_key"].value()
    return client.post("/capture/", {"client_key": key, **SMALLEST, **fields, "do": do})


def seal(client: Client, **fields: Any) -> Any:
    return send(client, "seal", accurate="yes", **fields)


def stored() -> list[Encounter]:
    return list(Encounter.objects.for_system(SystemReason.CHECKING_INTEGRITY))


def only_detail(person: Person) -> EncounterDetail:
    (encounter,) = stored()
    return encounter_detail(person.locked, encounter.id, now=timezone.now())


def faults(response: Any) -> set[str]:
    return set(response.context["form"].errors)


@pytest.mark.parametrize(
    ("language", "prompt"), [("en", "What is happening?"), ("es", "¿Qué está pasando?")]
)
def test_the_form_speaks_both_languages(page: Client, language: str, prompt: str) -> None:
    response = page.get("/capture/", headers={"Accept-Language": language})
    text = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in text
    assert prompt in text


def test_titles_say_the_kind_of_page_and_nothing_more(page: Client) -> None:
    titles = set()
    location = seal(page, note=CANARY)["Location"]
    (encounter,) = stored()
    for path in ("/capture/", location, "/encounters/", f"/encounters/{encounter.id}/"):
        title = re.search(r"<title>(.*?)</title>", page.get(path).content.decode(), re.DOTALL)
        assert title is not None
        titles.add(title[1])
    assert titles == {"New encounter · Testigo", "Encounters · Testigo", "Encounter · Testigo"}


def test_the_prompts_stand_in_their_order_and_ask_for_no_name(page: Client) -> None:
    text = page.get("/capture/").content.decode()
    prompts = [
        "What is happening?",
        "How do you know?",
        "When?",
        "Where?",
        "Who is there?",
        "Did they ask about papers?",
        "Is someone being taken?",
        "Short note",
    ]
    places = [text.index(prompt) for prompt in prompts]
    assert places == sorted(places)
    assert len(re.findall(r'type="radio" name="kind"', text)) == 11
    names = set(re.findall(r'name="([a-z_]+)"', text))
    assert not {"name", "birthplace", "status", "nationality"} & names


def test_what_is_typed_is_kept_by_no_browser(page: Client) -> None:
    response = page.get("/capture/")
    text = response.content.decode()
    for field in ("note", "place_text", "q"):
        tag = re.search(rf'<(?:textarea|input)[^>]*name="{field}"[^>]*>', text)
        assert tag is not None
        assert 'autocomplete="off"' in tag[0]
        assert 'spellcheck="false"' in tag[0]


def test_nothing_is_stored_before_it_was_read_back(page: Client) -> None:
    response = send(page, "review", note=CANARY, status_question_asked="yes")
    assert response.status_code == 200
    assert stored() == []
    text = response.content.decode()
    assert "Gaston County, North Carolina" in text
    assert CANARY in text
    response = send(page, "seal", note=CANARY)
    assert response.status_code == 422
    assert "Tick this first" in response.content.decode()
    assert stored() == []


def test_the_summary_sends_everything_again(
    page: Client, sheriff: PresenceInput, observer: Person
) -> None:
    key = f"count-{sheriff.agency_id}"
    summary = send(
        page,
        "review",
        note="first line\nsecond line",
        place_text="Main and 3rd",
        agency=[str(sheriff.agency_id)],
        unidentified=["unknown_federal"],
        status_question_asked="could_not_hear",
        someone_taken="yes",
        observer_is_subject="on",
        **{key: "2-4"},
    )
    carried = summary.context["carried"]
    response = page.post("/capture/", {**carried, "do": "seal", "accurate": "yes"})
    assert response.status_code == 302
    detail = only_detail(observer)
    named, unnamed = detail.presences
    assert (named.agency_id, named.officer_count_band) == (sheriff.agency_id, "2-4")
    assert unnamed.unidentified == "unknown_federal"
    assert detail.status_question_asked == "could_not_hear"
    assert detail.observer_is_subject
    assert detail.basis is Basis.SELF
    assert len(detail.episodes) == 1
    assert set(detail.sealed_parts) == {SealedField.NOTE, SealedField.PLACE_TEXT}


def test_changing_something_brings_the_answers_back(page: Client, sheriff: PresenceInput) -> None:
    summary = send(page, "review", note=CANARY, agency=[str(sheriff.agency_id)])
    response = page.post("/capture/", {**summary.context["carried"], "do": "change"})
    text = response.content.decode()
    assert response.status_code == 200
    assert CANARY in text
    assert re.search(rf'name="agency" value="{sheriff.agency_id}" checked', text)
    assert "error-summary" not in text


def test_now_is_the_moment_of_the_summary_not_of_sealing(
    page: Client, observer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_back = datetime(2026, 5, 1, 22, 40, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: read_back)
    # The session is as old as the real clock says; only the page's clock is set.
    carried = send_with(page, "review").context["carried"]
    monkeypatch.setattr(timezone, "now", lambda: read_back + timedelta(minutes=9))
    page.post("/capture/", {**carried, "do": "seal", "accurate": "yes"})
    assert only_detail(observer).started.earliest == read_back


def send_with(client: Client, do: str) -> Any:
    return client.post("/capture/", {"client_key": "0123456789", **SMALLEST, "do": do})


def test_after_sealing_the_form_is_empty_and_the_word_code_is_shown(page: Client) -> None:
    response = page.get(seal(page, note=CANARY, someone_taken="yes")["Location"])
    text = response.content.decode()
    (encounter,) = stored()
    assert encounter.word_code in text
    assert CANARY not in text
    assert not re.search(r'name="someone_taken"[^>]*checked', text)


@pytest.mark.parametrize("is_read_back", [True, False])
def test_a_double_tap_makes_one_record(page: Client, is_read_back: bool) -> None:
    key = page.get("/capture/").context["form"]["client_key"].value()
    sent = {"client_key": key, **SMALLEST, "note": CANARY, "do": "seal", "accurate": "yes"}
    if is_read_back:
        summary = send(page, "review", note=CANARY)
        sent = {**summary.context["carried"], "do": "seal", "accurate": "yes"}
    answers = [page.post("/capture/", sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert len(stored()) == 1


def test_a_sealed_form_sent_again_with_other_answers_changes_nothing(page: Client) -> None:
    key = page.get("/capture/").context["form"]["client_key"].value()
    sent = {"client_key": key, **SMALLEST, "do": "seal", "accurate": "yes"}
    page.post("/capture/", sent)
    response = page.post("/capture/", sent | {"kind": "checkpoint"})
    assert response.status_code == 422
    assert "sealed once already" in response.content.decode()
    assert [encounter.kind for encounter in stored()] == ["traffic_stop"]


def test_each_form_has_a_key_of_its_own(page: Client) -> None:
    keys = {page.get("/capture/").context["form"]["client_key"].value() for _ in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": ""}, {"kind"}),
        ({"basis": ""}, {"basis"}),
        ({"kind": "parade"}, {"kind"}),
        ({"state": "unknown", "county_fips": "unknown"}, {"tz"}),
        ({"state": "unknown", "county_fips": "unknown", "tz": "Mars/Olympus"}, {"tz"}),
        ({"state": "TX"}, {"county_fips", "tz"}),
        ({"when": "about"}, {"about_at"}),
        ({"when": "about", "about_at": "soon"}, {"about_at"}),
        ({"when": "about", "about_at": "1999-01-01T10:00"}, {"about_at"}),
        ({"when": "between", "between_from": "2019-05-24T10:00"}, {"between_to"}),
        (
            {
                "when": "between",
                "between_from": "2019-05-24T10:00",
                "between_to": "2019-05-24T09:00",
            },
            {"between_to"},
        ),
    ],
)
def test_what_is_missing_is_said_above_the_form_and_nothing_is_lost(
    page: Client, fields: dict[str, str], wrong: set[str]
) -> None:
    response = seal(page, note=CANARY, **fields)
    assert response.status_code == 422
    assert faults(response) == wrong
    text = response.content.decode()
    assert "error-summary" in text
    assert CANARY in text
    assert stored() == []


def test_a_time_to_come_is_refused_with_its_reason(page: Client) -> None:
    response = seal(
        page, when="between", between_from="2048-05-24T10:00", between_to="2048-05-24T11:00"
    )
    assert response.status_code == 422
    assert "still to come" in response.content.decode()
    assert stored() == []


def test_about_is_an_interval_in_the_time_of_the_place(page: Client, observer: Person) -> None:
    seal(page, when="about", about_at="2019-05-24T18:40", tolerance="10")
    started = only_detail(observer).started
    assert started.precision is Precision.ABOUT
    assert started.earliest == datetime(2019, 5, 24, 22, 30, tzinfo=UTC)
    assert started.latest == datetime(2019, 5, 24, 22, 50, tzinfo=UTC)


def test_a_repeated_hour_keeps_both_readings(page: Client, observer: Person) -> None:
    seal(page, when="between", between_from="2019-11-03T01:15", between_to="2019-11-03T01:45")
    started = only_detail(observer).started
    assert started.earliest == datetime(2019, 11, 3, 5, 15, tzinfo=UTC)
    assert started.latest == datetime(2019, 11, 3, 6, 45, tzinfo=UTC)


@pytest.mark.parametrize("field", ["immigration_status", "ssn", "status_answer"])
def test_what_is_never_stored_is_refused_by_the_form_too(page: Client, field: str) -> None:
    response = seal(page, **{field: "x"})
    assert response.status_code == 400
    assert stored() == []


def test_a_person_of_two_teams_chooses_one(
    page: Client, observer: Person, team: Team, other_team: Team
) -> None:
    assert "team" not in page.get("/capture/").context["form"].fields
    Membership.objects.create(user=observer.user, team=other_team, role=Role.OBSERVER.value)
    response = seal(page)
    assert faults(response) == {"team"}
    assert seal(page, team=str(other_team.id)).status_code == 302
    assert [encounter.team_id for encounter in stored()] == [other_team.id]


@pytest.mark.parametrize("who", ["attorney", "analyst", "operator"])
def test_who_does_not_log_has_no_such_page(
    browser_of: Browser, who: str, request: pytest.FixtureRequest
) -> None:
    client = browser_of(request.getfixturevalue(who))
    for path in ("/capture/", "/capture/agencies/", "/capture/place/"):
        assert client.get(path).status_code == 404


def test_nobody_signed_in_is_asked_to_sign_in(db: None) -> None:
    response = Client().get("/capture/")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/capture/"


# --- places and agencies, with and without script -------------------------------------------------


def test_without_script_a_button_brings_counties_and_agencies(
    page: Client, sheriff: PresenceInput
) -> None:
    text = send(page, "find", note=CANARY).content.decode()
    assert '<option value="37071" selected>Gaston County</option>' in text
    assert "America/New_York" in text
    names = re.findall(r"<span>([^<]+Sheriff&#x27;s Office)", text)
    assert names[0] == "Gaston County Sheriff&#x27;s Office"
    assert len(names) > 1
    assert CANARY in text
    assert "error-summary" not in text


def test_agencies_are_found_by_name_and_what_is_chosen_stays(
    page: Client, sheriff: PresenceInput
) -> None:
    response = page.get(
        "/capture/agencies/",
        {
            "q": "cabarrus",
            "state": "NC",
            "agency": str(sheriff.agency_id),
            f"count-{sheriff.agency_id}": "5-9",
            "unidentified": "unknown",
        },
    )
    text = response.content.decode()
    offered = [(choice.name, choice.is_chosen) for choice, _count in response.context["agencies"]]
    assert offered == [
        ("Gaston County Sheriff's Office", True),
        ("Cabarrus County Sheriff's Office", False),
    ]
    assert re.search(r'value="5-9" checked', text)
    assert re.search(r'name="unidentified" value="unknown"[^>]*checked', text)
    assert "<html" not in text


def test_a_name_on_no_list_says_what_to_do(page: Client, sheriff: PresenceInput) -> None:
    text = page.get("/capture/agencies/", {"q": "nowhere", "state": "NC"}).content.decode()
    assert "No agency of this name is on the lists" in text


def test_the_counties_of_a_state_come_with_its_time(page: Client) -> None:
    response = page.get("/capture/place/", {"state": "TX", "county_fips": "37071"})
    text = response.content.decode()
    assert response["HX-Trigger-After-Settle"] == "place-changed"
    assert "Harris County" in text
    assert "Gaston County" not in text
    # Texas keeps two clocks: the county decides, or the observer.
    assert set(re.findall(r'<option value="(America/[A-Za-z_]+)"', text)) == {
        "America/Chicago",
        "America/Denver",
    }
    text = page.get("/capture/place/", {"state": "TX", "county_fips": "48201"}).content.decode()
    assert "id_tz" not in text
    assert "America/Chicago" in text


def test_nothing_is_marked_as_wrong_before_the_observer_goes_on(page: Client) -> None:
    part = page.get("/capture/place/", {"state": "FL"}).content.decode()
    assert 'name="tz"' in part
    form = page.post("/capture/", {"do": "find", "state": "FL"}).content.decode()
    assert "aria-invalid" not in part + form
    assert "aria-invalid" in page.post("/capture/", {"do": "review"}).content.decode()


def test_what_stands_in_the_note_never_travels_in_an_address(page: Client) -> None:
    text = page.get("/capture/").content.decode()
    included = re.findall(r'hx-include="([^"]+)"', text)
    assert included
    assert all("note" not in one and "form" not in one for one in included)


def test_the_word_code_of_others_is_not_shown(
    page: Client, log: Callable[..., Encounter], browser_of: Browser, outsider: Person
) -> None:
    encounter = log()
    text = browser_of(outsider).get(f"/capture/?sealed={encounter.id}").content.decode()
    assert encounter.word_code not in text
    assert queries.encounters_page(outsider.locked, size=5).rows == []
