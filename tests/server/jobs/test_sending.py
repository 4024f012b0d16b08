"""Handing ids to a broker that may be out of reach."""

import uuid
from pathlib import Path

import pytest
from kombu import Connection

from server.jobs.broker_file import make_broker_file
from server.jobs.sending import send


@pytest.mark.parametrize(
    "broker",
    ["redis://127.0.0.1:1/0", "sqla+sqlite:////proc/no-such-folder/broker.sqlite3"],
    ids=["redis", "file"],
)
def test_a_broker_out_of_reach_delays_and_raises_nothing(
    broker: str, caplog: pytest.LogCaptureFixture
) -> None:
    if broker.startswith("redis"):
        pytest.importorskip("redis", reason="redis comes with the deployed requirements")
    job_id = uuid.uuid4()
    with Connection(broker) as connection:
        sent = send(job_id, "count", connection=connection)
    assert not sent
    assert str(job_id) in caplog.text


def test_the_message_carries_the_id_and_waits_in_the_kinds_queue(tmp_path: Path) -> None:
    path = tmp_path / "broker.sqlite3"
    make_broker_file(path)
    job_id = uuid.uuid4()
    with Connection(f"sqla+sqlite:///{path}") as connection:
        assert send(job_id, "draw", connection=connection)
        queue = connection.SimpleQueue("reports")
        message = queue.get(timeout=5)
        queue.close()
    arguments, named, _ = message.payload
    assert (arguments, named) == ([str(job_id)], {})
    assert message.headers["task"] == "jobs.run"


def test_a_kind_of_another_version_is_not_sent(caplog: pytest.LogCaptureFixture) -> None:
    assert not send(uuid.uuid4(), "unheard-of")
    assert "not registered" in caplog.text
