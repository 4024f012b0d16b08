"""The supervisor keeps its programs running and leaves none behind."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.server.runtime.conftest import ROOT, Running, Start, descendants, is_alive, wait_for

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and uses prctl of Linux"),
]
SUPERVISED = str(ROOT / "tests" / "server" / "runtime" / "supervised.py")
SLEEPS = "import time; time.sleep(600)"
IGNORES = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def supervised(start: Start, **programs: str) -> Running:
    running = start([SUPERVISED, *(f"{name}={code}" for name, code in programs.items())])
    for name in programs:
        running.wait_to_print(f"{name}: started", within_s=30)
    return running


def test_a_killed_program_is_started_again(start: Start) -> None:
    running = supervised(start, first=SLEEPS, second=SLEEPS)
    killed, other = running.pid_of("first"), running.pid_of("second")
    os.kill(killed, signal.SIGKILL)
    running.wait_to_print("first: was ended by SIGKILL; starts again in 1 s", within_s=20)
    running.wait_to_print("first: started", within_s=20, times=2)
    assert running.pid_of("first") != killed
    assert is_alive(other)


def test_a_program_that_keeps_failing_waits_longer_each_time(start: Start) -> None:
    running = supervised(start, broken="raise SystemExit(3)")
    running.wait_to_print("broken: ended with code 3; starts again in 1 s", within_s=20)
    running.wait_to_print("broken: ended with code 3; starts again in 2 s", within_s=20)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_ends_every_program(start: Start, asked: signal.Signals) -> None:
    running = supervised(start, first=SLEEPS, second=SLEEPS)
    programs = descendants(running.pid)
    assert len(programs) == 2
    os.kill(running.pid, asked)
    assert running.process.wait(timeout=20) == 0
    assert not any(is_alive(pid) for pid in programs)
    assert running.printed("stopped") == 1


def test_a_program_that_does_not_listen_is_killed(start: Start) -> None:
    running = supervised(start, deaf=IGNORES)
    deaf = running.pid_of("deaf")

    wait_for(lambda: ignores_sigterm(deaf), 20, "program ignores SIGTERM")
    os.kill(running.pid, signal.SIGTERM)
    assert running.process.wait(timeout=20) == 0
    assert not is_alive(deaf)
    assert running.printed("deaf: killed after 1 s") == 1


def ignores_sigterm(pid: int) -> bool:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    ignored = next(line.split()[1] for line in lines if line.startswith("SigIgn:"))
    return bool(int(ignored, 16) & (1 << (signal.SIGTERM - 1)))


def test_killing_the_supervisor_leaves_no_orphan(start: Start) -> None:
    running = supervised(start, first=SLEEPS, deaf=IGNORES)
    programs = descendants(running.pid)
    assert len(programs) == 2
    os.kill(running.pid, signal.SIGKILL)
    running.process.wait()
    wait_for(lambda: not any(is_alive(pid) for pid in programs), 10, "every program ended")
