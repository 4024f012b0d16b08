"""One process that the supervisor keeps running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SHORTEST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 30.0


@dataclass(frozen=True)
class Program:
    """What to run. orphan_signal: sent by the kernel when the supervisor is killed.

    once: run to its end and not again.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    orphan_signal: signal.Signals = signal.SIGKILL
    once: bool = False


class Child:
    """A program and its process; a process that ends is started again after a growing pause."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.pause_s = SHORTEST_PAUSE_S

    @property
    def is_running(self) -> bool:
        """Whether there is a process that has not ended."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> str:
        """Start the process; return a line that says so."""
        tie = [
            sys.executable,
            "-m",
            "server.runtime.tied",
            str(os.getpid()),
            self.program.orphan_signal.name,
            "--",
        ]
        # A process group of its own: Ctrl-C reaches the supervisor alone, which ends the rest.
        # What runs is a fixed list of our own programs.
        self.process = subprocess.Popen(  # nosec B603
            [*tie, *self.program.command],
            env={**os.environ, **self.program.environment},
            stdin=subprocess.DEVNULL,
            process_group=0,
        )
        self.started_at = time.monotonic()
        return f"{self.program.name}: started (process {self.process.pid})"

    def look_after(self) -> str | None:
        """Notice an end, or start again when it is time. Returns a line when something changed."""
        if self.is_running:
            return None
        now = time.monotonic()
        if self.process is not None:
            return self._note_end(now)
        if self.program.once:
            return None
        if now >= self.start_again_at:
            return self.start()
        return None

    def _note_end(self, now: float) -> str:
        assert self.process is not None
        ending = describe_ending(self.process.returncode)
        self.process = None
        if self.program.once:
            return f"{self.program.name}: {ending}"
        if now - self.started_at >= STEADY_AFTER_S:
            self.pause_s = SHORTEST_PAUSE_S
        pause_s, self.pause_s = self.pause_s, min(self.pause_s * 2, LONGEST_PAUSE_S)
        self.start_again_at = now + pause_s
        return f"{self.program.name}: {ending}; starts again in {pause_s:.0f} s"

    def send(self, what: signal.Signals) -> None:
        """Send a signal, if the process has not ended."""
        if self.process is not None and self.is_running:
            self.process.send_signal(what)


def describe_ending(return_code: int) -> str:
    """Return "ended with code 3" or "was ended by SIGKILL"."""
    if return_code < 0:
        return f"was ended by {signal.Signals(-return_code).name}"
    return f"ended with code {return_code}"
