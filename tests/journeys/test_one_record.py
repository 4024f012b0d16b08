"""One record through the whole product, each step by the person whose step it is, in a browser."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from agreements_ref import queries as agreements
from agreements_ref.rules.columns import ListKind
from agreements_ref.services import ImportState, IncomingList, import_list
from agreements_ref.services.founding import FOUNDING_FILE
from encounters import services as encounters
from encounters.models import Encounter
from encounters.patterns import clock
from encounters.patterns.models import ReportRelease
from encounters.records import ConsentInput, EncounterInput, PresenceInput
from encounters.rules.codes import (
    Basis,
    ConsentCircumstances,
    ConsentGivenBy,
    ConsentHow,
    ConsentState,
    EncounterKind,
    StatusQuestion,
)
from encounters.rules.time_values import TimeValue
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts.models import Coalition, Team
from server.jobs import runner
from tests.conftest import Person
from tests.journeys.browsing import DESK, path_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GASTON = {"state": "NC", "county_fips": "37071"}
SHERIFF = "Gaston County Sheriff's Office"
NOTE = "Pidieron papeles antes de decir el motivo.\nP1 guardó silencio."
MOST_TAPS = 12
# Between two keys: the page answers in the middle of a word.
HAND_MS = 120


class Thumb:
    """Taps a phone and counts: a list costs two, one to open it and one to choose."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.taps = 0

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.tap()
        self.taps += 1

    def tap_tile(self, name: str, value: str) -> None:
        self.tap(f'label.tile:has([name="{name}"][value="{value}"])')

    def choose(self, selector: str, value: str) -> None:
        self.page.select_option(selector, value)
        self.taps += 2

    def type_into(self, selector: str, text: str) -> None:
        self.tap(selector)
        self.page.keyboard.insert_text(text)


def write_down_a_stop(page: Any) -> Thumb:
    """Fill the 60-second form and seal it; the page then shows the word-code."""
    thumb = Thumb(page)
    page.goto("/capture/")
    thumb.tap_tile("kind", "traffic_stop")
    thumb.choose("#id_state", GASTON["state"])
    page.wait_for_selector("#agencies [name=agency]")
    thumb.choose("#id_county_fips", GASTON["county_fips"])
    page.wait_for_selector(f'.presence:first-child:has-text("{SHERIFF}")')
    thumb.tap(f'label.tile:has-text("{SHERIFF}")')
    thumb.tap_tile("status_question_asked", "yes")
    thumb.type_into("#id_note", NOTE)
    thumb.tap('button[value="review"]')
    page.wait_for_selector('[name="accurate"]', state="attached")
    thumb.tap('label.tile:has([name="accurate"])')
    thumb.tap('button[value="seal"]')
    page.wait_for_selector(".capture__code")
    return thumb


def records() -> list[Encounter]:
    return list(Encounter.objects.for_system(SystemReason.CHECKING_INTEGRITY))


def test_a_record_goes_from_the_observer_to_the_attorney_and_to_nobody_else(
    open_profile: Callable[..., Any],
    register: None,
    observer: Person,
    coordinator: Person,
    attorney: Person,
    outsider: Person,
) -> None:
    phone = open_profile(language="es", has_touch=True)
    sign_in(phone, observer)
    assert phone.get_attribute("html", "lang") == "es"
    thumb = write_down_a_stop(phone)
    assert thumb.taps <= MOST_TAPS
    word_code = phone.text_content(".capture__code").strip()
    assert "Sellado y enviado" in phone.text_content(".notice--good")
    assert phone.input_value("#id_note") == ""
    phone.click(".notice--good a")
    record = path_of(phone.url)
    # Who wrote a note does not open it again.
    assert NOTE.splitlines()[0] not in phone.text_content("main")
    assert phone.locator("#sealed-parts").count() == 0

    office = open_profile(viewport=DESK)
    sign_in(office, attorney)
    assert office.goto(record).status == 404

    desk = open_profile(viewport=DESK)
    sign_in(desk, coordinator, to="/encounters/")
    desk.click(f"text={word_code}")
    desk.click("text=Take into a case file")
    desk.click("main form button:has-text('Take it in')")
    desk.wait_for_selector("text=The encounter lies in the case file now.")
    case_file = path_of(desk.url)
    assert word_code in desk.text_content("main")
    desk.fill("#id_username", attorney.username)
    desk.press("#id_username", "Enter")
    desk.wait_for_selector("text=is a member now")

    title_code = desk.text_content("h1").strip()
    office.goto("/cases/")
    office.click(f"text={title_code}")
    office.click(f"text={word_code}")
    assert path_of(office.url) == record
    assert NOTE.splitlines()[0] not in office.text_content("main")
    office.click("text=Open the sealed parts")
    office.wait_for_selector("text=P1 guardó silencio")
    assert office.get_attribute('[lang="es"]:has-text("P1 guardó silencio")', "lang") == "es"

    office.click(".masthead__session")
    office.click("text=Lock now")
    office.wait_for_selector("text=Unlock your session")
    office.goto(f"{record}sealed/")
    assert "This session is locked" in office.text_content("main")
    assert NOTE.splitlines()[0] not in office.text_content("main")
    office.goto(record)
    office.click("main a:has-text('Unlock')")
    office.fill("#passphrase", attorney.passphrase)
    office.press("#passphrase", "Enter")
    office.wait_for_url(lambda url: path_of(url) == record)
    office.click("text=Open the sealed parts")
    office.wait_for_selector("text=P1 guardó silencio")

    elsewhere = open_profile(viewport=DESK)
    sign_in(elsewhere, outsider)
    nothing = elsewhere.goto(f"/encounters/{uuid4()}/")
    assert nothing.status == 404
    same = nothing.body()
    for address in (record, f"{record}sealed/", f"{record}accept/", case_file):
        answer = elsewhere.goto(address)
        assert (address, answer.status) == (address, 404)
        assert answer.body() == same


def test_a_double_click_on_seal_makes_one_record(
    open_profile: Callable[..., Any], register: None, observer: Person
) -> None:
    page = open_profile()
    sign_in(page, observer)
    page.goto("/capture/")
    page.locator('label.tile:has([value="checkpoint"])').click()
    page.select_option("#id_state", GASTON["state"])
    page.wait_for_selector("text=America/New_York")
    page.click('button[value="review"]')
    page.locator('label.tile:has([name="accurate"])').click()
    page.dblclick('button[value="seal"]')
    page.wait_for_selector(".capture__code")
    page.wait_for_load_state("networkidle")
    [made] = records()
    assert page.text_content(".capture__code").strip() == made.word_code


def test_a_record_is_written_down_with_the_keyboard_alone(
    open_profile: Callable[..., Any], register: None, observer: Person
) -> None:
    page = open_profile(viewport=DESK)
    sign_in(page, observer)

    def tab_to(selector: str) -> None:
        for _step in range(60):
            if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                assert page.evaluate(
                    "document.activeElement.closest('label, button, a, select, textarea, input')"
                    ".getBoundingClientRect().width > 1"
                )
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {selector}")

    tab_to('a[href="/capture/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/capture/")
    tab_to("[name=kind]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to("[name=basis]")
    page.keyboard.press("ArrowDown")
    tab_to("#id_state")
    page.keyboard.type("North C", delay=HAND_MS)
    page.wait_for_selector("#agencies [name=agency]")
    tab_to("#id_county_fips")
    page.keyboard.type("Gaston", delay=HAND_MS)
    page.wait_for_selector(f'.presence:first-child:has-text("{SHERIFF}")')
    tab_to("[name=agency]")
    page.keyboard.press("Space")
    tab_to("[name=status_question_asked]")
    page.keyboard.press("Space")
    tab_to("#id_note")
    page.keyboard.type("One officer.")
    tab_to('button[value="review"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('[name="accurate"]')
    tab_to('[name="accurate"]')
    page.keyboard.press("Space")
    tab_to('button[value="seal"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(".capture__code")
    [made] = records()
    assert (made.kind, made.basis) == (EncounterKind.PEDESTRIAN_STOP, Basis.TOLD)
    assert (made.state, made.county_fips) == ("NC", "37071")
    assert made.status_question_asked == StatusQuestion.YES
    tab_to(".notice--good a")
    page.keyboard.press("Enter")
    page.wait_for_selector(f'h3:has-text("{SHERIFF}")')


# More than twice the largest group that may stay hidden: 20.
STOPS = 48


@pytest.fixture
def newest_list(register: None) -> None:
    """A list of these days with the rows of the first: lists can answer for what happens now."""
    # The day of an encounter is the local one, which may be yesterday's date in UTC.
    earlier = timezone.now() - timedelta(days=2)
    result = import_list(
        IncomingList(
            file_name="agreements_these_days.csv",
            content=FOUNDING_FILE.read_bytes() + b"\n",
            kind=ListKind.PARTICIPATING,
            list_date=earlier.date(),
            known_from=earlier,
        )
    )
    assert result.state is ImportState.IMPORTED


@pytest.fixture
def stops(newest_list: None, team: Team, make_person: Callable[..., Person]) -> None:
    """Stops of this month by four observers, some of whom heard the question."""
    [sheriff] = [card.id for card in agreements.all_agencies() if card.name == SHERIFF]
    now = timezone.now()
    answers = (StatusQuestion.YES, StatusQuestion.NO)
    people = [make_person(f"observer-{n}", team, Role.OBSERVER).locked for n in range(4)]
    for number in range(STOPS):
        viewer = people[number % len(people)]
        made, _is_new = encounters.log_encounter(
            viewer=viewer,
            team_id=team.id,
            data=EncounterInput(
                kind=EncounterKind.TRAFFIC_STOP,
                basis=Basis.OBSERVED,
                started=TimeValue.at(now, Basis.OBSERVED),
                presences=[PresenceInput(agency_id=sheriff)],
                status_question_asked=answers[number // len(people) % 2],
                **GASTON,
            ),
            received_at=now,
        )
        encounters.record_consent(
            viewer=viewer,
            encounter_id=made.id,
            answer=ConsentInput(
                state=ConsentState.GIVEN,
                circumstances=ConsentCircumstances.PRIVATE,
                asked_at=now,
                given_by=ConsentGivenBy.PERSON,
                how=ConsentHow.SPOKEN,
            ),
        )


@pytest.fixture
def half_a_year_later(monkeypatch: pytest.MonkeyPatch) -> date:
    """A day on which the quarter of today's records may be counted."""
    later = timezone.now().date() + timedelta(days=170)
    monkeypatch.setattr(clock, "today", lambda: later)
    return later


def test_an_analyst_orders_a_report_watches_it_and_reads_it_in_both_languages(
    open_profile: Callable[..., Any],
    stops: None,
    observer: Person,
    analyst: Person,
    coalition: Coalition,
    half_a_year_later: date,
) -> None:
    phone = open_profile(language="es", has_touch=True)
    sign_in(phone, observer)
    write_down_a_stop(phone)
    phone.click(".notice--good a")
    phone.click("#add-consent summary")
    for name, value in (("state", "given"), ("circumstances", "private")):
        phone.locator(f'label.tile:has([name="{name}"][value="{value}"])').tap()
    phone.select_option("#add-consent [name=given_by]", "person")
    phone.select_option("#add-consent [name=how]", "spoken")
    phone.click("#add-consent button")
    phone.wait_for_selector("text=La respuesta")

    desk = open_profile(viewport=DESK)
    # Answers to questions for progress wait while the test itself is at work.
    desk.route("**/progress/**", lambda route: route.continue_())
    sign_in(desk, analyst, to="/reports/")
    this_month = timezone.now().date()
    quarter = f"{this_month.year}-{(this_month.month - 1) // 3 * 3 + 1:02d}"
    desk.select_option("[name=period_start]", quarter)
    desk.click("text=Make the report")
    desk.wait_for_selector("progress")
    assert "Forming groups that are large enough" in desk.text_content("main")
    address = path_of(desk.url)

    release = ReportRelease.objects.get()
    with desk.expect_response("**/progress/**"):
        pass
    assert runner.run(release.job_id)
    desk.wait_for_selector("text=Checking against earlier reports")
    assert int(desk.get_attribute("progress", "value")) > 0
    with desk.expect_response("**/progress/**"):
        pass
    release.refresh_from_db()
    assert runner.run(release.job_id)

    desk.wait_for_selector("table.report-table")
    assert path_of(desk.url) == address
    counted = desk.text_content("table.report-table >> nth=0")
    assert "North Carolina" in counted
    assert f"at least {STOPS + 1}" in counted
    charts = desk.locator(".report-chart img")
    assert charts.count() >= 1
    charts.first.evaluate("image => image.decode()")
    assert charts.first.evaluate("image => image.naturalWidth") > 0

    desk.click('form.languages button[value="es"]')
    desk.wait_for_selector("html[lang=es]")
    assert path_of(desk.url) == address
    assert desk.text_content("h1") == "Preguntas por estatus en las paradas"
    assert f"por lo menos {STOPS + 1}" in desk.text_content("table.report-table >> nth=0")
    with desk.expect_download() as download:
        desk.click("text=pattern-release.json")
    document = json.loads(Path(download.value.path()).read_bytes())
    assert document["format"] == "pattern-release/1"
