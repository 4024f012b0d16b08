"""The embedded broker: one owner-only file that forgets what was delivered."""

import sqlite3
import stat
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from kombu import Connection
from pytest_django import Settings

from server.jobs.broker_file import forget_delivered, make_broker_file


@pytest.fixture
def broker_file(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "a folder with spaces" / "broker.sqlite3"
    path.parent.mkdir()
    make_broker_file(path)
    settings.BROKER_FILE = path
    return path


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute("SELECT count(*) FROM kombu_message").fetchone()[0]
        return count


def test_the_file_is_the_owners_alone(broker_file: Path) -> None:
    assert stat.S_IMODE(broker_file.stat().st_mode) == 0o600


def test_making_it_again_keeps_what_waits(broker_file: Path) -> None:
    with Connection(f"sqla+sqlite:///{broker_file}") as broker:
        queue = broker.SimpleQueue("default")
        queue.put({"id": 1})
        make_broker_file(broker_file)
        assert queue.get(timeout=5).payload == {"id": 1}
        queue.close()


def test_delivered_messages_leave_no_trace(broker_file: Path) -> None:
    delivered, waiting = str(uuid.uuid4()), str(uuid.uuid4())
    with Connection(f"sqla+sqlite:///{broker_file}") as broker:
        queue = broker.SimpleQueue("default")
        queue.put({"id": delivered})
        queue.put({"id": waiting})
        queue.get(timeout=5).ack()
        assert rows(broker_file) == 2
        assert forget_delivered() == 1
        assert rows(broker_file) == 1
        assert queue.get(timeout=5).payload == {"id": waiting}
        queue.close()


def test_nothing_to_forget_without_the_file(tmp_path: Path, settings: Settings) -> None:
    settings.BROKER_FILE = tmp_path / "absent.sqlite3"
    assert forget_delivered() == 0
    assert not settings.BROKER_FILE.exists()


def test_nothing_to_forget_before_the_first_message(broker_file: Path) -> None:
    assert forget_delivered() == 0
