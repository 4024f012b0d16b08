"""People of the platform's pages, in each role; and the compiled translations."""

from collections.abc import Callable

import pytest
from django.test import Client

from server.access.permissions import Role
from server.accounts.models import Membership, Team, User
from server.accounts.services import create_account, create_team
from server.web.management.commands.compile_translations import catalogues, compile_catalogue

PASSPHRASE = "four plain words here"


@pytest.fixture(autouse=True, scope="session")
def compiled_translations() -> None:
    """Make the message files, so that Spanish pages are Spanish."""
    for path in catalogues():
        compile_catalogue(path)


@pytest.fixture(autouse=True)
def platform_urls(settings: object) -> None:
    """Serve the platform's pages alone."""
    settings.ROOT_URLCONF = "tests.server.web.urls"  # type: ignore[attr-defined]


@pytest.fixture
def team(db: None) -> Team:
    """A practice team with one coordinator, `coordinator`."""
    coordinator = create_account(username="coordinator", passphrase=PASSPHRASE)
    return create_team(name="Riverside", is_practice=True, first_coordinator=coordinator)


@pytest.fixture
def person(team: Team) -> Callable[..., User]:
    """Make an account with the given roles in the team."""

    def make(*roles: Role, username: str = "person", language: str = "en") -> User:
        user = create_account(username=username, passphrase=PASSPHRASE, language=language)
        for role in roles:
            Membership.objects.create(user=user, team=team, role=role.value)
        return user

    return make


@pytest.fixture
def signed_in(client: Client, person: Callable[..., User]) -> Callable[..., Client]:
    """Return a client signed in, and locked, with the given roles."""

    def enter(*roles: Role) -> Client:
        client.force_login(person(*roles), "server.accounts.backends.PassphraseBackend")
        return client

    return enter
