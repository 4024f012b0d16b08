"""docker-compose.yml: its shape, who is given which secret, and its services run natively."""

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from server.jobs import registry
from tests.stack.compose import KEYED_SECRETS, ROOT, Stack, compose

SERVICES = compose()["services"]
PRODUCT = sorted(name for name, service in SERVICES.items() if service["image"] == "testigo")


def test_the_file_follows_the_compose_schema() -> None:
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_the_report_worker_is_given_no_key() -> None:
    service = SERVICES["report-worker"]
    assert not KEYED_SECRETS & set(service["secrets"])
    assert not [name for name in service["environment"] if "KEYS" in name or "PROJECTION" in name]
    assert service["environment"]["TESTIGO_KEYLESS"] == "1"
    assert "--queues=reports" in service["command"]


def test_every_queue_has_its_worker() -> None:
    queues = sorted(
        word.removeprefix("--queues=")
        for service in SERVICES.values()
        for word in service.get("command", ())
        if word.startswith("--queues=")
    )
    assert queues == ["clock", "default", "reports"]


def test_only_the_pages_listen_and_only_on_loopback() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}


@pytest.mark.parametrize("name", PRODUCT)
def test_no_secret_stands_in_the_file(name: str) -> None:
    secret_names = ("KEY", "PASSWORD", "DATABASE_URL", "BROKER_URL")
    for variable in SERVICES[name]["environment"]:
        if any(word in variable for word in secret_names) and variable != "TESTIGO_KEYLESS":
            assert variable.endswith("_FILE")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def database_url() -> Iterator[str]:
    """Make a database of this test's own beside the suite's, and drop it afterwards."""
    import psycopg  # present only where the deployed requirements are

    suite = urlsplit(os.environ["TESTIGO_TEST_DATABASE_URL"])
    name = f"testigo_stack_{uuid.uuid4().hex[:12]}"
    administration = urlunsplit(suite._replace(path="/postgres"))
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(suite._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(administration, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def stack(tmp_path: Path, database_url: str) -> Iterator[Stack]:
    """The services over a database and a Redis of their own numbers, ended after the test."""
    import redis

    suite = urlsplit(os.environ["TESTIGO_TEST_BROKER_URL"])
    broker_url = urlunsplit(suite._replace(path="/15"))
    broker = redis.Redis.from_url(broker_url)
    broker.flushdb()
    stack = Stack(tmp_path, database_url, broker_url, free_port())
    try:
        yield stack
    finally:
        stack.stop()
        broker.flushdb()
        broker.close()


def within(seconds: float, condition: Callable[[], bool], what: Callable[[], str]) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, what()
        time.sleep(0.3)


ORDER_AND_WATCH = """
import json, sys, time
import django; django.setup()
from server.jobs import services
from server.jobs.models import Job
job = services.enqueue(kind=sys.argv[1], object_id=None, ordered_by=None)
until = time.monotonic() + 40
while time.monotonic() < until:
    job.refresh_from_db()
    if job.state in {"done", "failed"}:
        break
    time.sleep(0.2)
print(json.dumps({"state": job.state, "error": job.error_code}))
"""


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.processes
def test_the_services_start_and_a_job_goes_through_redis_and_ends(stack: Stack) -> None:
    stack.run_once("migrate")
    lasting = ["web", "worker", "clock-worker", "report-worker", "beat"]
    for service in lasting:
        stack.start(service)
    for service in lasting:
        within(
            150,
            lambda service=service: stack.healthcheck(service),  # type: ignore[misc]
            lambda service=service: f"{service} is not healthy:\n{stack.log_of(service)}",  # type: ignore[misc]
        )
    assert "clear_sessions" in registry.periodic()
    ordered = subprocess.run(
        [sys.executable, "-c", ORDER_AND_WATCH, "clear_sessions"],
        env=stack.environment("web"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(ordered.stdout.splitlines()[-1]) == {"state": "done", "error": ""}
