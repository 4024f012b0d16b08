"""The operator with the database, the settings and every secret on disk cannot read a note (T7).

Real people use a real installation in a folder (`stage.py`); then the folder is searched byte by
byte, and an operator (`operator.py`) tries every key that lies in it.
"""

import json
from typing import Any

import pytest

from tests.attacks.canaries import hits_below, hits_in
from tests.attacks.conftest import Installation, run

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def opened(installation: Installation) -> dict[str, Any]:
    """What the operator opened."""
    given = json.dumps(installation.known["passphrases"])
    tried = run("tests.attacks.operator", installation.folder, given=given)
    assert tried.returncode == 0, tried.stderr.decode()[-4000:]
    answer: dict[str, Any] = json.loads(tried.stdout)
    return answer


def test_everything_that_is_searched_is_there(installation: Installation) -> None:
    sizes = {
        str(path.relative_to(installation.folder)): path.stat().st_size
        for path in installation.folder.rglob("*")
        if path.is_file()
    }
    for name in ("testigo.sqlite3", "testigo.sqlite3-wal", "broker.sqlite3", "broker.sqlite3-wal"):
        assert sizes[name] > 0, name
    assert {name for name in sizes if name.startswith("keys/")} == {
        "keys/field.keys",
        "keys/projection.key",
        "keys/secret.key",
    }
    assert len(installation.log) > 0


def test_the_search_sees_what_does_lie_in_the_open(installation: Installation) -> None:
    """A user name is no secret from the database: were nothing found, the search would be blind."""
    found = {hit.partition(":")[0] for hit in hits_below(installation.folder, ["ada-l"])}
    assert found & {"testigo.sqlite3", "testigo.sqlite3-wal"}
    tables = hits_below(installation.folder, ["jobs.run"])
    assert {hit.partition(":")[0] for hit in tables} & {"broker.sqlite3", "broker.sqlite3-wal"}


def test_no_sealed_text_lies_in_any_file(installation: Installation) -> None:
    texts = installation.known["texts"]
    parts = [*texts, *(part for text in texts for part in _halves(text))]
    assert hits_below(installation.folder, parts) == []


def _halves(text: str) -> list[str]:
    """Half a note is a hit too: long values are split over database pages."""
    middle = len(text) // 2
    return [text[:middle], text[middle:]]


def test_no_sealed_text_is_in_the_log(installation: Installation) -> None:
    """Bad input was sent, and the server broke while it held a note: both are in the log."""
    assert b"RuntimeError" in installation.log
    assert b"refused a forbidden fact" in installation.log
    texts = installation.known["texts"]
    parts = [*texts, *(part for text in texts for part in _halves(text)), "CANARY", "CANARIO"]
    assert list(hits_in(installation.log, parts)) == []


def test_no_exact_moment_lies_in_the_open(installation: Installation) -> None:
    """Tier 2: when the encounter began and when somebody was booked."""
    moments = [
        form
        for moment in installation.known["moments"]
        for form in (
            moment.removesuffix("Z"),
            moment.removesuffix("Z").replace("T", " "),
            moment[11:16] + moment[16:19],
        )
    ]
    assert hits_below(installation.folder, moments) == []
    assert list(hits_in(installation.log, moments)) == []


def test_no_passphrase_token_or_cookie_lies_at_rest(installation: Installation) -> None:
    halves = [
        half
        for secret in installation.known["secrets"]
        for half in (secret, *secret.split("."))
        if len(half) > 8
    ]
    assert len(halves) > 10
    assert hits_below(installation.folder, halves) == []
    assert list(hits_in(installation.log, halves)) == []


def test_the_operator_opens_nothing(opened: dict[str, Any]) -> None:
    at_rest = opened["at_rest"]
    assert at_rest["keys_tried"] > 100
    assert at_rest["texts_tried"] > 100
    assert at_rest["sessions"] == 5
    assert at_rest["texts"] == []
    assert (at_rest["personal_keys"], at_rest["container_keys"]) == (0, 0)


def test_the_same_tools_open_everything_with_what_members_know(
    opened: dict[str, Any], installation: Installation
) -> None:
    """So that the test before can fail: intake folder, case file and audit log, and every text."""
    with_passphrases = opened["with_passphrases"]
    assert set(with_passphrases["texts"]) == set(installation.known["texts"])
    assert (with_passphrases["personal_keys"], with_passphrases["container_keys"]) == (4, 3)


def test_every_file_is_the_owners_alone(installation: Installation) -> None:
    open_to_others = [
        path.name
        for path in [installation.folder, *installation.folder.rglob("*")]
        if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []
