"""Nobody who is not signed in learns anything: what is public varies with no stored data (T25)."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.matrix import Row, rows
from tests.access.world import FILE, World, build_world

pytestmark = pytest.mark.django_db
READING = [row for row in rows() if row.method == "GET" and not row.locked]
# A page's own token is new each time: 64 letters and digits. Nothing stored is in it.
TOKEN = re.compile(rb"\b[A-Za-z0-9]{64}\b")


def seen(row: Row, ids: dict[str, str]) -> tuple[Any, ...]:
    """Return all that somebody outside sees, with the ids of the address taken out."""
    cache.clear()
    path = "/" + row.path.format(**ids)
    with CaptureQueriesContext(connection) as statements:
        answer = Client().get(path)
    body = TOKEN.sub(b"", answer.getvalue())
    # `Expires` is the moment of the answer.
    headers = str(sorted(item for item in answer.headers.items() if item[0] != "Expires"))
    for name, value in ids.items():
        body = body.replace(value.encode(), name.encode())
        headers = headers.replace(value, name)
    return row.name, answer.status_code, body, headers, len(statements)


def test_every_public_answer_is_the_same_before_and_after_everything_is_stored(db: None) -> None:
    still = [row for row in READING if "{" not in row.path]
    assert len(still) > 15
    before = [seen(row, {}) for row in still]
    build_world()
    after = [seen(row, {}) for row in still]
    assert before == after


def test_outside_an_id_that_is_there_is_like_one_that_is_not(db: None) -> None:
    world: World = build_world()
    absent = {name: str(uuid4()) for name in world.ids} | {"file": FILE}
    named = [row for row in READING if "{" in row.path]
    assert len(named) > 15
    assert [seen(row, world.ids) for row in named] == [seen(row, absent) for row in named]


def test_a_public_page_reads_no_stored_row(db: None) -> None:
    public = [row for row in READING if row.statuses["anonymous"] == 200]
    assert len(public) > 5
    for row in public:
        *_rest, statements = seen(row, {})
        assert (row.name, statements) == (row.name, 0)


def test_nothing_outside_takes_a_question(db: None) -> None:
    """No search, no "is my relative in your system": unknown names in an address change nothing."""
    for row in READING:
        if row.statuses["anonymous"] == 200:
            path = "/" + row.path
            plain, asked = (
                # Links for the other language lead back to the same address.
                TOKEN.sub(b"", Client().get(path + question).getvalue()).replace(
                    question.encode(), b""
                )
                for question in ("?q=Ana", "?q=P1")
            )
            assert (row.name, plain) == (row.name, asked)


def test_a_sign_in_does_not_say_which_names_there_are(db: None) -> None:
    build_world()
    answers = []
    for name in ("author-person", "nobody-here"):
        answer = Client().post(
            "/_allauth/browser/v1/auth/login",
            {"username": name, "password": "not the passphrase"},
            content_type="application/json",
        )
        answers.append((answer.status_code, answer.content, sorted(answer.headers)))
    assert answers[0] == answers[1]
