"""The report pages: ordering, watching, reading."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from encounters.patterns import projection
from encounters.patterns.models import ReportRelease
from encounters.patterns.statements import statement
from server.accounts.models import Coalition
from server.jobs.models import Job
from tests.conftest import Person
from tests.encounters.patterns.conftest import FIRST_CUT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.encounters.patterns.urls")]
Make = Callable[..., ReportRelease]


@pytest.fixture
def browser(browser_of: Callable[..., Client], analyst: Person, coalition: Coalition) -> Client:
    return browser_of(analyst, unlocked=False)


def _form(coalition: Coalition, /, **more: str) -> dict[str, str]:
    return {
        "coalition": str(coalition.id),
        "once": uuid.uuid4().hex,
        "period_start": "2026-01",
        "cutoff": FIRST_CUT.isoformat(),
    } | more


def _text(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def test_an_empty_list_offers_the_first_report(browser: Client) -> None:
    page = browser.get("/reports/").content.decode()
    assert "Status questions at stops" in page
    assert 'name="period_start"' in page
    assert "Order the first one above" in page


def test_an_order_leads_to_the_page_that_shows_its_progress(
    browser: Client, coalition: Coalition
) -> None:
    answer = browser.post("/reports/", _form(coalition))
    release = ReportRelease.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/reports/{release.id}/"
    page = browser.get(answer["Location"]).content.decode()
    assert f'hx-get="/reports/{release.id}/progress/"' in page
    assert 'hx-trigger="every 2s"' in page
    assert "Look again" in page
    assert "A report is being made" in browser.get("/reports/").content.decode()


def test_a_form_sent_twice_makes_one_report(browser: Client, coalition: Coalition) -> None:
    form = _form(coalition)
    first, second = browser.post("/reports/", form), browser.post("/reports/", form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert ReportRelease.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"), [("cutoff", "2026-04-29"), ("cutoff", ""), ("period_start", "soon")]
)
def test_what_cannot_be_used_is_shown_at_its_field(
    browser: Client, coalition: Coalition, name: str, value: str
) -> None:
    answer = browser.post("/reports/", _form(coalition, **{name: value}))
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not ReportRelease.objects.exists()


def test_a_refusal_of_the_order_is_said_above_the_form(
    browser: Client, coalition: Coalition
) -> None:
    browser.post("/reports/", _form(coalition))
    form = _form(coalition)
    form.pop("period_start")
    answer = browser.post("/reports/", form)
    assert answer.status_code == 422
    assert ReportRelease.objects.count() == 1


def test_the_part_that_is_asked_for_every_two_seconds_says_how_far_it_is(
    browser: Client, order: Make
) -> None:
    release = order()
    Job.objects.filter(id=release.job_id).update(progress=40)
    part = browser.get(f"/reports/{release.id}/progress/")
    assert 'value="20"' in part.content.decode()
    assert "HX-Refresh" not in part


def test_when_it_is_over_the_page_is_read_anew(
    browser: Client, make: Make, record_stops: Callable[..., Any]
) -> None:
    record_stops(60)
    release = make()
    part = browser.get(f"/reports/{release.id}/progress/")
    assert part["HX-Refresh"] == "true"
    assert "hx-get" not in part.content.decode()


def test_a_report_shows_its_numbers_its_pictures_and_its_method(
    browser: Client, make: Make, record_stops: Callable[..., Any]
) -> None:
    record_stops(120)
    record_stops(60, state="NY", county_fips="36061", models_in_effect=[])
    record_stops(12, state="NM", county_fips="35001", status_question_asked="no")
    release = make()
    page = browser.get(f"/reports/{release.id}/").content
    text = _text(page)
    assert "Texas" in text
    assert "at least 120" in text
    assert "No agreement in effect" in text
    assert 'src="/reports/' in page.decode()
    assert 'alt="Bar chart: Stops with a question about status, by state.' in page.decode()
    assert "secret" in text  # the keyed threshold is explained
    assert "about 200 (rounded to 50)" in text
    for paragraph in statement("observer-reported-1", "en"):
        assert paragraph in text
    assert release.release_id in text
    picture = browser.get(f"/reports/{release.id}/files/asked-by-state.en.svg")
    assert picture["Content-Type"] == "image/svg+xml"


def test_a_page_shows_no_number_that_is_not_in_the_file(
    browser: Client, make: Make, record_stops: Callable[..., Any]
) -> None:
    record_stops(117)
    record_stops(9, state="VT", county_fips="50007")
    release = make()
    text = _text(browser.get(f"/reports/{release.id}/").content)
    assert "Vermont" not in text
    shown = {int(number) for number in re.findall(r"at least (\d+)", text)}
    document = bytes(release.document or b"").decode()
    assert shown
    assert shown <= {int(number) for number in re.findall(r'"v":(\d+)', document)}
    assert "126" not in text


def test_a_withdrawal_is_said_beside_the_numbers_that_stay(
    browser: Client, make: Make, record_stops: Callable[..., Any]
) -> None:
    (stop, *_rest) = record_stops(60)
    release = make()
    projection.withdraw(stop)
    text = _text(browser.get(f"/reports/{release.id}/").content)
    assert "consent for some of its records was withdrawn" in text
    assert "at least 60" in text


def test_a_refused_report_says_why(browser: Client, make: Make) -> None:
    release = make()
    text = _text(browser.get(f"/reports/{release.id}/").content)
    assert "No group is large enough to be shown yet" in text


def test_work_that_gave_up_is_said(browser: Client, order: Make) -> None:
    release = order()
    Job.objects.filter(id=release.job_id).update(state="failed", error_code="job-gave-up")
    text = _text(browser.get(f"/reports/{release.id}/").content)
    assert "The work was tried several times and never finished" in text
    assert 'hx-get="' not in browser.get(f"/reports/{release.id}/progress/").content.decode()


@pytest.mark.parametrize("person", ["observer", "coordinator", "attorney", "operator", "outsider"])
def test_no_other_role_finds_a_report(
    person: str,
    browser_of: Callable[..., Client],
    make: Make,
    record_stops: Callable[..., Any],
    coalition: Coalition,
    request: pytest.FixtureRequest,
) -> None:
    record_stops(60)
    release = make()
    browser = browser_of(request.getfixturevalue(person))
    for path in (
        "/reports/",
        f"/reports/{release.id}/",
        f"/reports/{release.id}/progress/",
        f"/reports/{release.id}/files/pattern-release.json",
    ):
        assert browser.get(path).status_code == 404
    assert browser.post("/reports/", _form(coalition)).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/reports/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_form_for_somebody_elses_coalition_finds_nothing(
    browser: Client, coalition: Coalition
) -> None:
    answer = browser.post("/reports/", _form(coalition, coalition=str(uuid.uuid4())))
    assert answer.status_code == 404
