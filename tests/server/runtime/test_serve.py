"""`manage.py serve` with its real processes: what is killed comes back, and no job is lost."""

import os
import signal
import socket
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from server.runtime.answers import answers
from tests.server.runtime.conftest import ROOT, Running, Start, descendants, is_alive, wait_for

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and uses prctl of Linux"),
]
MANAGE = str(ROOT / "manage.py")
PROGRAMS = ("web", "worker", "report worker", "beat")
ORDER = """
import django; django.setup()
from server.jobs import services
print(services.enqueue(kind="slow", object_id=None, ordered_by=None).id)
"""
STATE = """
import sys, django; django.setup()
from server.jobs.models import Job
job = Job.objects.get(id=sys.argv[1]); print(job.state, job.attempts)
"""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """An embedded installation in a temporary folder, with short leases."""

    def __init__(self, folder: Path, start: Start) -> None:
        self.folder = folder
        self.begin = start
        self.port = free_port()
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.server.runtime.slow_work.settings",
            "TESTIGO_DATA_DIR": str(folder),
            "TESTIGO_PORT": str(self.port),
            "TESTIGO_JOB_LEASE_SECONDS": "3",
            "TESTIGO_JOB_RESEND_SECONDS": "2",
            "TESTIGO_JOB_SWEEP_SECONDS": "1",
        }

    def run(self, *arguments: str) -> str:
        """Run Python to its end and return what it printed."""
        ran = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def serve(self) -> Running:
        running = self.begin([MANAGE, "serve"], self.environment)
        running.wait_to_print("ready: http://localhost:", within_s=120)
        return running

    @property
    def diary(self) -> list[str]:
        """What the slow work wrote down: `begin PROCESS`, `end PROCESS`."""
        path = self.folder / "slow-work.txt"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def installation(tmp_path: Path, start: Start) -> Installation:
    made = Installation(tmp_path / "data", start)
    made.run(MANAGE, "migrate", "--verbosity=0")
    return made


def test_what_is_killed_comes_back_and_no_job_is_lost(installation: Installation) -> None:
    running = installation.serve()

    # 1. kill -9 of the worker in the middle of a job: the job runs again, and ends once.
    job_id = installation.run("-c", ORDER).strip()
    wait_for(lambda: len(installation.diary) == 1, 240, "the job began")
    worker = running.pid_of("worker")
    assert installation.diary == [f"begin {worker}"]
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: len(installation.diary) == 3, 240, "the job ran again")
    second = running.pid_of("worker")
    assert second != worker
    assert installation.diary == [f"begin {worker}", f"begin {second}", f"end {second}"]

    # 2. kill -9 of the server: the pages are back, and its workers held no port.
    os.kill(running.pid_of("web"), signal.SIGKILL)
    running.wait_to_print("web: started", within_s=120, times=2)
    wait_for(lambda: answers(installation.port), 90, "the pages answer again")
    assert installation.run("-c", STATE, job_id).split() == ["done", "2"]

    # 3. kill -9 of the supervisor: nothing of it is left, and it can be started again.
    below = descendants(running.pid)
    assert len(below) >= len(PROGRAMS)
    os.kill(running.pid, signal.SIGKILL)
    running.process.wait()
    wait_for(lambda: not any(is_alive(pid) for pid in below), 10, "every process ended")
    again = installation.serve()

    # 4. Ctrl-C ends every process within seconds.
    below = descendants(again.pid)
    os.kill(again.pid, signal.SIGINT)
    assert again.process.wait(timeout=20) == 0
    assert not any(is_alive(pid) for pid in below)

    # 5. What lies in the data folder is the owner's alone.
    for path in installation.folder.rglob("*"):
        if "static" not in path.parts:
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_taken_port_is_refused_with_a_remedy(tmp_path: Path, start: Start) -> None:
    installation = Installation(tmp_path / "data", start)
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", installation.port))
        listener.listen()
        refused = installation.begin([MANAGE, "serve"], installation.environment)
        assert refused.process.wait(timeout=90) == 1
        assert refused.printed("TESTIGO_PORT") == 1


def test_serving_without_set_up_names_the_command(tmp_path: Path, start: Start) -> None:
    installation = Installation(tmp_path / "data", start)
    refused = start([MANAGE, "serve"], installation.environment)
    assert refused.process.wait(timeout=90) == 1
    assert refused.printed("make setup") == 1
