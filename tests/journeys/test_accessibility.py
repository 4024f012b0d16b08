"""Every page of the product, in both languages, both themes and three widths.

axe's rules find nothing (WCAG 2.2 AA and best practice) on a phone and on a desk, nothing scrolls
sideways on a phone or at 400 %, and the browser has nothing to refuse or to report.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from agreements_ref import queries as agreements
from cases.models import CaseFile
from cases.practice import builder, people
from encounters import queries as encounters
from encounters.patterns import projection
from encounters.patterns.models import ReportRelease
from server.accounts.models import Membership, User
from server.handbook.chapters import SLUGS
from server.jobs import runner
from tests.conftest import Person
from tests.journeys.browsing import DESK, ENLARGED, PHONE, enter, leave

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Themes differ in colours and in nothing that another rule looks at.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
_RUN_AXE = """async rules => {
  const answer = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return answer.violations.map(({id, nodes}) => `${id}: ${nodes[0].target} ${nodes[0].html}`);
}"""
_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
ENCOUNTERS = 60


class Practice:
    """The practice space, filled by its own builder, and its people."""

    def __init__(self) -> None:
        made = builder.make_practice(count=ENCOUNTERS)
        self._passphrases = {one.person.username: one.passphrase for one in made.accounts}
        self.observer = self._person(people.OBSERVER)
        self.coordinator = self._person(people.COORDINATOR)
        self.attorney = self._person(people.ATTORNEY)
        self.analyst = self._person(people.ANALYST)
        self._let_the_report_have_numbers()
        # The file with the most to show: its clocks, findings and an opened note.
        self.case_file = CaseFile.objects.visible_to(self.attorney.locked).order_by("title_code")[0]

    def _person(self, one: people.PracticePerson) -> Person:
        return Person(User.objects.get(username=one.username), self._passphrases[one.username])

    def _let_the_report_have_numbers(self) -> None:
        team_id = Membership.objects.get(user=self.observer.user).team_id
        for number in range(120):
            projection.project(
                projection.CountableFacts(
                    encounter_id=uuid4(),
                    team_id=team_id,
                    author_id=(self.observer, self.coordinator, self.attorney, self.analyst)[
                        number // 4 % 4
                    ].user.id,
                    recorded_month="2019-06",
                    month_bucket="2019-06",
                    state=("TX", "FL")[number // 2 % 2],
                    county_fips=("48201", "12053")[number // 2 % 2],
                    kind="traffic_stop",
                    setting="vehicle_stop",
                    status_question_asked=("yes", "no")[number % 2],
                    models_in_effect=["JEM"],
                    basis="observed",
                    confidence="certain",
                    verification="unverified",
                    countable=True,
                    countable_conduct_only=False,
                )
            )

    def encounter_in_intake(self) -> Any:
        page = encounters.encounters_page(self.coordinator.locked, size=50)
        return next(row for row in page.rows if row.container_id != self.case_file.container_id)

    def encounters_in_case(self) -> list[Any]:
        page = encounters.encounters_page(
            self.attorney.locked, size=50, container_id=self.case_file.container_id
        )
        return list(page.rows)


@pytest.fixture
def practice(register: None) -> Practice:
    return Practice()


class Look:
    """Looks at one page after the other in one profile, and keeps what is wrong with each."""

    def __init__(self, page: Any, axe: str) -> None:
        self.page = page
        self.axe = axe
        self.faults: list[tuple[str, str]] = []

    def at(self, path: str, *, status: int = 200) -> None:
        answer = self.page.goto(path)
        assert (path, answer.status) == (path, status)
        self.here(path)

    def here(self, name: str) -> None:
        self.page.evaluate(self.axe)
        for viewport in (PHONE, DESK, ENLARGED):
            self.page.set_viewport_size(viewport)
            where = f"{name} at {viewport['width']}"
            if viewport is not DESK and self.page.evaluate(_SIDEWAYS):
                self.faults.append((where, "scrolls sideways"))
            if viewport is not ENLARGED:
                self._run(where, "light", RULES)
                self._run(where, "dark", COLOUR_RULES)

    def _run(self, where: str, theme: str, rules: list[str]) -> None:
        self.page.emulate_media(color_scheme=theme)
        found = self.page.evaluate(_RUN_AXE, rules)
        self.faults.extend((f"{where}, {theme}", fault) for fault in found)

    def as_nobody(self) -> None:
        leave(self.page.context)

    def as_(self, person: Person, *, unlocked: bool = True) -> None:
        enter(self.page.context, person, unlocked=unlocked)


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def look(open_profile: Callable[..., Any], language: str) -> Iterator[Look]:
    """Look in one language; every fault of every page is in the failure."""
    axe = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT
    found = Look(open_profile(language=language), axe)
    yield found
    assert found.faults == []


def test_public_pages(look: Look, transactional_db: None) -> None:
    for path in ("/", "/sign-in/", "/not-promised/", "/handbook/"):
        look.at(path)
    for slug in SLUGS:
        look.at(f"/handbook/{slug}")
    look.at("/none/", status=404)


def test_pages_of_an_observer(look: Look, practice: Practice) -> None:
    page = look.page
    look.as_(practice.observer)
    for path in ("/", "/account/", "/unlock/", "/capture/"):
        look.at(path)
    page.set_viewport_size(PHONE)
    page.click('label.tile:has([name="when"][value="between"])')
    page.click('button[value="review"]')
    page.wait_for_selector(".error-summary")
    look.here("capture with faults")
    page.set_viewport_size(PHONE)
    page.click('label.tile:has([name="when"][value="now"])')
    page.click('label.tile:has([name="kind"][value="traffic_stop"])')
    page.select_option("#id_state", "NC")
    page.wait_for_selector("#agencies [name=agency]")
    page.locator("#agencies label.tile").first.click()
    page.fill("#id_note", "PRACTICE. Two officers.")
    look.here("capture, filled in")
    page.click('button[value="review"]')
    page.wait_for_selector('[name="accurate"]')
    look.here("capture, read back")
    page.click('label.tile:has([name="accurate"])')
    page.click('button[value="seal"]')
    page.wait_for_selector(".capture__code")
    look.here("capture, sealed")
    page.click(".notice--good a")
    page.wait_for_selector("#add-consent")
    look.here("own encounter")
    for fold in page.locator("main details > summary").all():
        fold.click()
    look.here("own encounter, unfolded")
    look.at("/encounters/")


def test_pages_of_a_coordinator(look: Look, practice: Practice) -> None:
    look.as_(practice.coordinator)
    waiting = practice.encounter_in_intake()
    case_file = f"/cases/{practice.case_file.container_id}/"
    for path in (
        "/",
        "/encounters/",
        f"/encounters/{waiting.id}/",
        f"/encounters/{waiting.id}/accept/",
        "/cases/",
        case_file,
    ):
        look.at(path)
    look.at(case_file)
    look.page.fill("#id_username", "nobody-of-this-name")
    look.page.press("#id_username", "Enter")
    look.page.wait_for_selector(".error-summary")
    look.here("case file, admitting somebody unknown")


def test_pages_of_an_attorney(look: Look, practice: Practice) -> None:
    held = practice.encounters_in_case()
    look.as_(practice.attorney, unlocked=False)
    for path in ("/", "/unlock/", "/cases/", f"/encounters/{held[0].id}/"):
        look.at(path)
    look.at(f"/encounters/{held[0].id}/sealed/")
    look.as_(practice.attorney)
    for encounter in held[:2]:
        look.at(f"/encounters/{encounter.id}/")
        for fold in look.page.locator("main details > summary").all():
            fold.click()
        opener = look.page.locator("#sealed-parts a")
        if opener.count():
            opener.click()
            look.page.wait_for_selector("#sealed-parts article")
        look.here(f"{encounter.word_code}, unfolded and opened")
    look.at(f"/encounters/{held[0].id}/sealed/")
    look.at(f"/encounters/{practice.encounter_in_intake().id}/", status=404)


def test_pages_of_an_analyst(look: Look, practice: Practice) -> None:
    look.as_(practice.analyst)
    release = ReportRelease.objects.get()
    look.at("/")
    look.at("/reports/")
    look.at(f"/reports/{release.pk}/")
    assert look.page.locator("progress").count() == 1
    look.page.goto("/account/")
    while release.job_id is not None and runner.run(release.job_id):
        release.refresh_from_db()
    look.at("/reports/")
    look.at(f"/reports/{release.pk}/")
    assert look.page.locator(".report-chart img").count() >= 1
    on = date(2019, 6, 1)
    hernando = next(card for card in agreements.all_agencies() if card.name.startswith("Hernando"))
    for path in (
        f"/agreements/?on={on}",
        "/agreements/?q=zzz",
        f"/agreements/{hernando.id}/?on={on}",
        f"/agreements/{hernando.id}/",
        "/agreements/lists/",
        "/agreements/places/?state=FL",
        "/agreements/changes/",
        "/agreements/growth/",
    ):
        look.at(path)


def test_pages_with_nothing_on_them_yet(
    look: Look, attorney: Person, observer: Person, make_person: Callable[..., Person]
) -> None:
    look.as_(make_person("newcomer"))
    look.at("/")
    look.as_(attorney)
    for path in ("/cases/", "/encounters/", "/agreements/"):
        look.at(path)
    look.as_(observer)
    look.at("/encounters/")
