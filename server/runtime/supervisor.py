"""Keeps a set of programs running, and ends them all within seconds when asked."""

import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from server.runtime.children import Child, Program

LOOK_EVERY_S = 0.2
PATIENCE_S = 8.0

Say = Callable[[str], None]


class Supervisor:
    """Starts programs, starts again what ends, and stops on SIGINT or SIGTERM.

    say: takes one line for each change of state. patience_s: how long the programs may take to
    end in order; what still runs then is killed (jobs outlive that: their leases run out).
    """

    def __init__(
        self, programs: Sequence[Program], say: Say, *, patience_s: float = PATIENCE_S
    ) -> None:
        self.children = [Child(program) for program in programs]
        self.say = say
        self.patience_s = patience_s
        self.stop_asked = False

    def run(self, every_look: Callable[[], None] = lambda: None) -> None:
        """Run until asked to stop. every_look is called a few times a second."""
        previous = {
            number: signal.signal(number, self._ask_to_stop)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            for child in self.children:
                self.say(child.start())
            while not self.stop_asked:
                for child in self.children:
                    line = child.look_after()
                    if line is not None:
                        self.say(line)
                every_look()
                time.sleep(LOOK_EVERY_S)
        finally:
            self.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def add(self, program: Program) -> None:
        """Start one more program and look after it like the others."""
        child = Child(program)
        self.children.append(child)
        self.say(child.start())

    def stop(self) -> None:
        """End every process: asked first, killed when it takes too long."""
        self.say("stopping")
        for child in self.children:
            child.send(signal.SIGTERM)
        until = time.monotonic() + self.patience_s
        while time.monotonic() < until and any(child.is_running for child in self.children):
            time.sleep(LOOK_EVERY_S)
        for child in self.children:
            if child.is_running:
                self.say(f"{child.program.name}: killed after {self.patience_s:.0f} s")
                child.send(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        self.say("stopped")

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked = True
