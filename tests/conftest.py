"""People with fixed meanings, for every test. Keys are real; stretching is cheap in test settings.

    observer       logs encounters in the team; holds no container's key
    coordinator    runs the team: holds the keys of its intake folder and of its audit log
    attorney       on the team; holds no key until a case admits them
    analyst        orders the coalition's releases; never reads content
    operator       runs the server for the team; never reads content
    outsider       coordinator of another team: every role but the right one

Each is a `Person`. `team` is made with its audit log and intake folder; `coalition` is the team's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from rest_framework.test import APIClient

from server.access.models import Container, ContainerKind
from server.access.permissions import Role
from server.access.viewer import Viewer
from server.accounts import services
from server.accounts.models import Coalition, Membership, Team, User
from server.accounts.passphrases import open_with_passphrase
from server.accounts.sessions import SessionStore
from server.accounts.unlocking import remember
from server.accounts.viewers import viewer_of
from server.vault.grants import new_container
from server.web.management.commands.compile_translations import catalogues, compile_catalogue

PASSPHRASE = "correct horse battery staple"
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Person:
    """An account and its passphrase; viewers are read anew, so that they know later roles."""

    user: User
    passphrase: str = PASSPHRASE

    @property
    def username(self) -> str:
        return self.user.username

    @property
    def locked(self) -> Viewer:
        """The person in a session that is signed in and locked."""
        return viewer_of(self.user, None)

    @property
    def viewer(self) -> Viewer:
        """The person in an unlocked session."""
        opened = open_with_passphrase(username=self.username, typed=self.passphrase)
        assert opened is not None
        return viewer_of(*opened)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Counters and used codes of one test say nothing to the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page asked for in Spanish leaves its language to the thread; the next test gets ours."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def make_person(db: None) -> Callable[..., Person]:
    """Return `make(username, team=None, role=None)`: an account, with a membership if named."""

    def make(username: str, team: Team | None = None, role: Role | None = None) -> Person:
        user = services.create_account(username=username, passphrase=PASSPHRASE)
        if team is not None and role is not None:
            Membership.objects.create(user=user, team=team, role=role.value)
        return Person(user)

    return make


def _make_team(name: str, coordinator: Person) -> Team:
    team = services.create_team(name=name, is_practice=False, first_coordinator=coordinator.user)
    intake = new_container(kind=ContainerKind.INTAKE, team=team, first_members=[coordinator.user])
    apps.get_model("encounters", "IntakeFolder").objects.create(container=intake, team=team)
    return team


@pytest.fixture
def coordinator(make_person: Callable[..., Person]) -> Person:
    """Runs the team; `team` makes them its first coordinator."""
    return make_person("coordinator")


@pytest.fixture
def team(coordinator: Person) -> Team:
    """The team of everybody but the outsider."""
    return _make_team("Valley observers", coordinator)


@pytest.fixture
def other_team(make_person: Callable[..., Person]) -> Team:
    """Another team, of the outsider."""
    return _make_team("Coast observers", make_person("outsider"))


@pytest.fixture
def observer(make_person: Callable[..., Person], team: Team) -> Person:
    """Logs encounters in the team."""
    return make_person("observer", team, Role.OBSERVER)


@pytest.fixture
def attorney(make_person: Callable[..., Person], team: Team) -> Person:
    """On the team, without any key yet."""
    return make_person("attorney", team, Role.ATTORNEY)


@pytest.fixture
def analyst(make_person: Callable[..., Person], team: Team) -> Person:
    """Orders the coalition's releases."""
    return make_person("analyst", team, Role.ANALYST)


@pytest.fixture
def operator(make_person: Callable[..., Person], team: Team) -> Person:
    """Runs the server."""
    return make_person("operator", team, Role.OPERATOR)


@pytest.fixture
def outsider(other_team: Team) -> Person:
    """Coordinator of another team."""
    return Person(User.objects.get(username="outsider"))


@pytest.fixture
def coalition(team: Team, analyst: Person) -> Coalition:
    """The team's coalition, with its analyst."""
    return services.create_coalition(
        name="Valley coalition", is_practice=False, teams=[team], analysts=[analyst.user]
    )


@pytest.fixture
def intake(team: Team) -> Container:
    """The container of the team's intake folder."""
    return Container.objects.get(team=team, kind=ContainerKind.INTAKE)


@pytest.fixture
def audit_log(team: Team) -> Container:
    """The container of the team's audit log."""
    return Container.objects.get(team=team, kind=ContainerKind.AUDIT)


def open_session(person: Person, *, unlocked: bool) -> tuple[SessionBase, str | None]:
    """Make a session as signing in does, and return it with its secret."""
    request = HttpRequest()
    request.session = SessionStore()  # type: ignore[assignment]
    secret = None
    if unlocked:
        opened = open_with_passphrase(username=person.username, typed=person.passphrase)
        assert opened is not None
        secret = remember(request.session, opened[1])
    login(request, person.user, backend="server.accounts.backends.PassphraseBackend")
    request.session.save()
    return request.session, secret


@pytest.fixture
def browser_of() -> Callable[..., Client]:
    """Return `browser_of(person, unlocked=True)`: a Django test client with their cookies."""

    def browser_of(
        person: Person, *, unlocked: bool = True, enforce_csrf_checks: bool = False
    ) -> Client:
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        session, secret = open_session(person, unlocked=unlocked)
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
        if secret is not None:
            client.cookies[settings.UNLOCK_COOKIE_NAME] = secret
        return client

    return browser_of


@pytest.fixture
def api_of() -> Callable[..., APIClient]:
    """Return `api_of(person, unlocked=True)`: an API client with their token. None: nobody."""

    def api_of(person: Person | None, *, unlocked: bool = True) -> APIClient:
        client = APIClient()
        if person is not None:
            session, secret = open_session(person, unlocked=unlocked)
            token = f"{session.session_key}.{secret}" if secret else str(session.session_key)
            client.credentials(HTTP_X_SESSION_TOKEN=token)
        return client

    return api_of


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start Debian's chromium once for all browser tests: Playwright runs one driver a process."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    for path in catalogues():
        compile_catalogue(path)
    # Playwright's own event loop makes Django believe that the tests run inside one.
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
