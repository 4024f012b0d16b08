"""Something breaks while it holds a note: the log names a type and a place, and no text (T15)."""

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils.module_loading import import_string
from rest_framework.test import APIClient

from cases.models import CaseFile
from encounters.models import Encounter
from server.accounts.models import Team
from server.jobs import registry, runner, services
from server.jobs.models import Job
from tests.attacks.canaries import hits_in
from tests.conftest import PASSPHRASE, Person

CANARY = 'CANARY "in the arguments": el niño lloró'


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as the installation's own handler writes it, at every level."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    formatter = dict(settings.LOGGING["formatters"]["line"])
    form = import_string(formatter.pop("()"))
    handler.setFormatter(form(formatter["format"], style=formatter["style"]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def break_with(text: str) -> Callable[..., Any]:
    """Return a function that fails as databases and parsers do: quoting what it was given."""

    def broken(*arguments: Any, **options: Any) -> Any:
        held = text
        try:
            raise ValueError(f"inner {held!r} {arguments} {options}")
        except ValueError as error:
            raise RuntimeError(f"outer {held}", {"row": held}) from error

    return broken


def assert_silent(log: io.StringIO, *, names: str) -> None:
    written = log.getvalue()
    assert names in written, "the failure itself is logged"
    assert list(hits_in(written.encode(), [CANARY, PASSPHRASE, "CANARY"])) == []
    assert not mail.outbox


WRITES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "encounters.services._seal_part",
        "encounters",
        {"kind": "traffic_stop", "basis": "observed", "state": "NC", "county_fips": "37071",
         "note": CANARY},
    ),
    ("encounters.services._seal_part", "encounters/{encounter}/addenda", {"text": CANARY}),
    (
        "server.accounts.session_service.open_with_passphrase",
        "session/unlock",
        {"passphrase": PASSPHRASE},
    ),
    ("cases.services.grants.grant_access", "case-files/{case}/members", {"username": "second-one"}),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("place", "path", "body"), WRITES, ids=[path for _, path, _ in WRITES])
def test_a_view_that_breaks_logs_no_argument(
    place: str,
    path: str,
    body: dict[str, Any],
    in_case: Encounter,
    case_file: CaseFile,
    team: Team,
    coordinator: Person,
    make_person: Callable[..., Person],
    api_of: Callable[..., APIClient],
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from server.access.permissions import Role

    make_person("second-one", team, Role.ATTORNEY)
    client = api_of(coordinator)
    client.raise_request_exception = False
    monkeypatch.setattr(place, break_with(CANARY))
    address = path.format(encounter=in_case.id, case=case_file.container_id)
    answer = client.post(f"/api/v1/{address}", body, format="json")
    assert answer.status_code == 500
    assert not list(hits_in(answer.content, [CANARY, "RuntimeError"]))
    assert_silent(log, names="builtins.RuntimeError")


@pytest.mark.django_db
def test_opening_that_breaks_halfway_logs_no_text(
    in_case: Encounter,
    case_file: CaseFile,
    attorney: Person,
    browser_of: Callable[..., Client],
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worst moment: the texts are open in memory, and the page cannot be made."""
    from cases.web import views

    client = browser_of(attorney)
    client.raise_request_exception = False
    monkeypatch.setattr(views, "render", break_with(CANARY))
    answer = client.get(f"/encounters/{in_case.id}/sealed/")
    assert answer.status_code == 500
    assert not list(hits_in(answer.content, [CANARY, "RuntimeError"]))
    assert_silent(log, names="builtins.RuntimeError")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind.name for kind in registry.kinds()])
def test_a_task_that_breaks_logs_no_argument(
    kind: str, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "load_handler", lambda _: break_with(CANARY))
    job = services.enqueue(kind=kind, object_id=uuid4(), ordered_by=None)
    assert runner.run(job.id) is True
    assert_silent(log, names="RuntimeError")
    row = Job.objects.values().get()
    assert CANARY not in str(row)
    assert row["error_code"] == "job-unexpected-failure"


@pytest.mark.django_db
def test_bad_input_is_refused_without_its_value(
    observer: Person, api_of: Callable[..., APIClient], log: io.StringIO
) -> None:
    client = api_of(observer)
    for body in (
        {"kind": CANARY, "basis": "observed"},
        {"kind": "traffic_stop", "basis": "observed", "tz": CANARY},
        {"kind": "traffic_stop", "basis": "observed", "immigration_status": CANARY},
        {"kind": "traffic_stop", "basis": "observed", "started": CANARY},
    ):
        answer = client.post("/api/v1/encounters", body, format="json")
        assert answer.status_code == 400
    assert list(hits_in(log.getvalue().encode(), [CANARY])) == []


def test_no_error_goes_out_by_mail_and_no_page_shows_variables() -> None:
    assert settings.DEBUG is False
    assert settings.ADMINS == []
    assert "mail_admins" not in str(settings.LOGGING)
