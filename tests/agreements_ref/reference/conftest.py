"""The compiled translations, so that Spanish pages are Spanish."""

import pytest

from server.web.management.commands.compile_translations import catalogues, compile_catalogue


@pytest.fixture(autouse=True, scope="session")
def compiled_translations() -> None:
    """Make the message files."""
    for path in catalogues():
        compile_catalogue(path)
