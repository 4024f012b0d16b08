"""Real processes, started and ended by the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def wait_for(condition: Callable[[], bool], within_s: float, what: str) -> None:
    """Wait until `condition` holds; fail with `what` when it takes too long."""
    until = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > until:
            pytest.fail(f"not within {within_s} s: {what}")
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not collected yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants(pid: int) -> set[int]:
    """Return the processes below `pid`."""
    below: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = {int(child) for child in task.read_text().split()}
        except (FileNotFoundError, ProcessLookupError):
            continue
        below |= children
        for child in children:
            below |= descendants(child)
    return below


class Running:
    """A process under test and what it has printed so far."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self.output = output

    @property
    def pid(self) -> int:
        return self.process.pid

    def printed(self, text: str) -> int:
        """Return how often `text` was printed."""
        return self.output.read_text().count(text)

    def wait_to_print(self, text: str, *, within_s: float, times: int = 1) -> None:
        try:
            wait_for(lambda: self.printed(text) >= times, within_s, f"{text!r} printed")
        except pytest.fail.Exception:
            print(self.output.read_text())
            raise

    def pid_of(self, program: str) -> int:
        """Return the newest process of a program by what the supervisor printed."""
        starts = [
            line
            for line in self.output.read_text().splitlines()
            if line.startswith(f"{program}: started")
        ]
        return int(starts[-1].rpartition(" ")[2].rstrip(")"))


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return `start(arguments, environment)`, which runs Python and is ended after the test."""
    started: list[Running] = []

    def start(arguments: list[str], environment: dict[str, str] | None = None) -> Running:
        output = tmp_path / f"output-{len(started)}.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(Running(process, output))
        return started[-1]

    yield start
    for running in started:
        below = descendants(running.pid)
        for pid in (running.pid, *below):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        running.process.wait()
