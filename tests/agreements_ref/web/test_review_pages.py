"""`/agreements/reviews/` and `/agreements/lists/import/`."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements_ref import queries, services
from agreements_ref.models import ListSnapshot, ReviewItem
from tests.agreements_ref.sheets import agreement, incoming
from tests.agreements_ref.web.conftest import Reading
from tests.conftest import Person

OLD, NEW = "City of Palm Police", "Palm Police"


@pytest.fixture
def renamed(db: None) -> ReviewItem:
    """Palm's WSO under two names on two lists."""
    services.import_list(incoming([agreement(OLD)], date(2025, 6, 6)))
    services.import_list(incoming([agreement(NEW)], date(2025, 6, 20)))
    return ReviewItem.objects.get(kind="rename")


@pytest.fixture
def desk(coordinator: Person, team: object, browser_of: Callable[..., Client]) -> Client:
    """A coordinator's browser."""
    return browser_of(coordinator, unlocked=False)


def text_of(response: Any) -> str:
    return Reading(response.status_code, response.content.decode()).text


def send(desk: Client, path: str, **fields: object) -> Any:
    return desk.post(path, fields, follow=True)


def test_the_queue_leads_to_both_rows_side_by_side(
    renamed: ReviewItem, read: Callable[..., Reading]
) -> None:
    queue = read("/agreements/reviews/")
    assert "1 open" in queue.text
    assert f"{OLD} {NEW}, FL" in queue.text
    address = re.search(r'class="row-link" href="([^"]*)"', queue.markup)
    assert address is not None
    page = read(address[1])
    assert f"LAW ENFORCEMENT AGENCY {OLD} {NEW} different" in page.text
    assert "FLORIDA FLORIDA different" not in page.text
    assert "Same signed date" in page.text
    assert "Nobody has decided yet." in page.text
    assert "Store the decision" not in page.text


def test_a_coordinator_approves_for_one_model_and_undoes_it(
    renamed: ReviewItem, desk: Client, read: Callable[..., Reading]
) -> None:
    path = f"/agreements/reviews/{renamed.id}/"
    assert "Store the decision" in text_of(desk.get(path))
    shown = text_of(
        send(
            desk,
            f"{path}decision/",
            outcome="approved",
            program_models=["WSO"],
            reason="one document",
        )
    )
    assert "Your decision counts from now on" in shown
    assert "Approved one document For WSO coordinator" in shown
    assert renamed.old_agency_id is not None
    old = queries.agreements_in_effect(agency_id=renamed.old_agency_id, on=date(2025, 7, 1))
    assert old.in_effect == ("WSO",)
    assert "one document" in read(path).text
    answered = read(f"/agreements/{renamed.old_agency_id}/", on="2025-07-01").text
    assert "Rests on 1 decision of a person" in answered
    assert "Two names, perhaps one agency : WSO one document coordinator," in answered
    assert "coordinator" in read("/agreements/reviews/", state="decided").text
    shown = text_of(send(desk, f"{path}undo/", reason="two towns"))
    assert "Undone: two towns" in shown
    assert "1 open" in read("/agreements/reviews/").text


def test_what_is_missing_is_said_at_its_field(renamed: ReviewItem, desk: Client) -> None:
    path = f"/agreements/reviews/{renamed.id}/"
    response = desk.post(f"{path}decision/", {"outcome": "approved", "reason": ""})
    assert response.status_code == 422
    assert "This field is required." in text_of(response)
    assert desk.post(f"{path}undo/", {"reason": "none stands"}).status_code == 409


def test_a_proposed_day_stands_in_the_form_and_a_wrong_one_is_refused(
    db: None, desk: Client
) -> None:
    services.import_list(incoming([agreement(signed="05/082025")], date(2025, 6, 6)))
    path = f"/agreements/reviews/{ReviewItem.objects.get().id}/"
    assert 'value="2025-05-08"' in desk.get(path).content.decode()
    sent = {"outcome": "approved", "reason": "seen", "reading": "2026-01-01"}
    wrong = desk.post(f"{path}decision/", sent)
    assert wrong.status_code == 422
    assert "from 1996-09-30 to the list's own date 2025-06-06" in text_of(wrong)
    shown = text_of(send(desk, f"{path}decision/", **{**sent, "reading": "2025-05-08"}))
    assert "Read as 2025-05-08" in shown


def upload(desk: Client, one: services.IncomingList, **fields: str) -> Any:
    file = SimpleUploadedFile(one.file_name, one.content)
    return desk.post("/agreements/lists/import/", {"file": file, **fields})


@pytest.mark.usefixtures("renamed")
def test_checking_a_list_says_everything_and_stores_nothing(desk: Client) -> None:
    rows = [agreement(OLD), agreement("Kent Police", signed="soon")]
    shown = text_of(upload(desk, incoming(rows, date(2025, 7, 1)), do="check"))
    assert "Nothing was stored" in shown
    assert "Added: 2 FL · City of Palm Police · WSO FL · Kent Police · WSO" in shown
    assert "Gone: 1 FL · Palm Police · WSO" in shown
    assert "Signed date that cannot be read: soon" in shown
    assert "Row 3: The signed date is not a date cell; the date is unknown. soon" in shown
    assert ListSnapshot.objects.count() == 2


@pytest.mark.usefixtures("renamed")
def test_importing_stores_the_list(desk: Client) -> None:
    rows = [agreement(NEW), agreement("Kent Police")]
    shown = text_of(upload(desk, incoming(rows, date(2025, 7, 1)), do="import"))
    assert "What the import did" in shown
    assert "New, and used in answers" in shown
    assert ListSnapshot.objects.count() == 3


def test_a_file_that_is_no_list_is_said_above_the_form(db: None, desk: Client) -> None:
    wrong = desk.post(
        "/agreements/lists/import/", {"file": SimpleUploadedFile("a.xlsx", b"no"), "do": "import"}
    )
    assert wrong.status_code == 422
    assert "Nothing was stored" not in text_of(desk.get("/agreements/lists/import/"))
    assert "neither an .xlsx workbook nor" in text_of(wrong)


def test_the_pages_are_spanish_for_who_reads_spanish(renamed: ReviewItem, desk: Client) -> None:
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    shown = text_of(desk.get(f"/agreements/reviews/{renamed.id}/"))
    assert "Dos nombres, quizá una sola agencia" in shown
    assert "Guardar la decisión" in shown
    rows = [agreement("Kent Police", signed="soon")]
    page = html.unescape(
        upload(desk, incoming(rows, date(2025, 7, 1)), do="check").content.decode()
    )
    assert "No se guardó nada" in page
    assert "La fecha de firma no es una celda de fecha; la fecha se desconoce." in page
