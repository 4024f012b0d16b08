"""The whole product behind a real server, one browser, and the founding list of agencies."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agreements_ref.services import load_founding_list
from tests.journeys.browsing import PHONE, Watch


@pytest.fixture
def register(transactional_db: None) -> None:
    """Load the 90 agreements that every installation begins with."""
    load_founding_list()


@pytest.fixture
def open_profile(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Return `open_profile(language=, scheme=, viewport=)`: a page in a profile of its own."""
    watch = Watch()
    contexts: list[Any] = []

    def open_profile(
        *,
        language: str = "en",
        scheme: str = "light",
        viewport: dict[str, int] | None = None,
        **options: Any,
    ) -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=language,
            color_scheme=scheme,
            viewport=viewport or PHONE,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    yield open_profile
    for context in contexts:
        context.close()
    assert watch.complaints == []
    assert watch.titles
    assert watch.telling_titles() == []
