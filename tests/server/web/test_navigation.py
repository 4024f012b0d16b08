"""The main navigation and the real pages agree."""

import pytest
from django.urls import resolve

from server.web.home_cards import SECTIONS
from server.web.navigation import NAVIGATION, NavigationEntry


@pytest.fixture(autouse=True)
def installation_urls(platform_urls: None, settings: object) -> None:
    """Serve every page of the installation."""
    settings.ROOT_URLCONF = "server.urls"  # type: ignore[attr-defined]


@pytest.mark.parametrize("entry", NAVIGATION, ids=lambda entry: entry.path)
def test_an_entry_is_shown_to_exactly_those_who_may_open_its_page(entry: NavigationEntry) -> None:
    assert resolve(entry.path).func.permission is entry.permission


def test_every_card_of_the_start_page_leads_to_a_page() -> None:
    for section in SECTIONS:
        for card in section.cards:
            assert resolve(card.path).func.permission
