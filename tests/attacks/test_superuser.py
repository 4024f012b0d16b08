"""Nobody is above the grants: there is no superuser, no admin, no way to act as another (T10)."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from cases.models import CaseFile
from encounters.models import Encounter
from server.access.checks import routes
from tests.access.matrix import rows
from tests.conftest import Person

pytestmark = pytest.mark.django_db
User: Any = get_user_model()


def test_the_table_of_accounts_has_no_such_column() -> None:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, User._meta.db_table)
    assert not {"is_superuser", "is_staff"} & {column.name for column in columns}


def test_no_account_is_one_however_it_is_made() -> None:
    with pytest.raises(TypeError):
        User(username="boss", is_superuser=True)
    assert not hasattr(User.objects, "create_superuser")


def test_forcing_it_on_an_account_gives_no_object(
    in_case: Encounter, case_file: CaseFile, operator: Person
) -> None:
    """guardian and Django give a superuser every permission: here the question never gets there."""
    operator.user.is_superuser = True
    operator.user.is_staff = True
    operator.user.save()
    assert User.objects.get(pk=operator.user.pk).is_superuser is False
    assert not Encounter.objects.visible_to(operator.viewer).exists()
    assert not CaseFile.objects.visible_to(operator.viewer).exists()


def test_a_superuser_in_every_request_gets_what_an_operator_gets(
    in_case: Encounter,
    case_file: CaseFile,
    operator: Person,
    api_of: Callable[..., APIClient],
    browser_of: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Walk the detail addresses of the reviewed table with `is_superuser` true for everybody."""
    monkeypatch.setattr(User, "is_superuser", True)
    monkeypatch.setattr(User, "is_staff", True)
    ids = defaultdict(lambda: str(in_case.id), case=str(case_file.container_id), file="table.csv")
    api, browser = api_of(operator), browser_of(operator)
    walked = 0
    for row in rows():
        if row.method != "GET" or "{" not in row.path or row.statuses["operator"] != 404:
            continue
        path = "/" + row.path.format_map(ids)
        answer = (api if path.startswith("/api/") else browser).get(path)
        assert (row.name, answer.status_code) == (row.name, 404)
        assert str(in_case.word_code).encode() not in answer.content
        walked += 1
    assert walked > 15


def test_there_is_no_admin_and_no_view_of_allauths() -> None:
    assert not apps.is_installed("django.contrib.admin")
    modules = {view.__module__ for _, view in routes()}
    assert not {name for name in modules if "admin" in name.split(".")}
    headless = "allauth.headless."
    assert not {m for m in modules if m.startswith("allauth.") and not m.startswith(headless)}


def test_nobody_can_reset_a_passphrase_or_act_as_somebody_else() -> None:
    """There is no way in by mail or help desk: a passphrase is changed by who knows it (T17)."""
    words = ("reset", "recover-account", "forgot", "impersonat", "hijack", "password", "signup")
    assert not [route for route, _ in routes() if any(word in route for word in words)]


def test_no_backend_gives_a_permission_to_everybody() -> None:
    assert settings.AUTHENTICATION_BACKENDS == [
        "server.accounts.backends.PassphraseBackend",
        "guardian.backends.ObjectPermissionBackend",
    ]
    assert settings.ANONYMOUS_USER_NAME is None
    assert not User.objects.filter(username__in=["AnonymousUser", "anonymous"]).exists()
