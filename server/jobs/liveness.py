"""How a supervisor sees that a worker or beat still turns: the age of a file it touches.

Workers answer no remote commands, since a message must not steer them. `TESTIGO_ALIVE_FILE` names
the file; without it nothing is written. `python -m server.jobs.liveness FILE` exits 0 when the
file is younger than 60 seconds, else 1.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from celery import bootsteps

EVERY_S = 10
YOUNGER_THAN_S = 60


def say_alive() -> None:
    """Touch the file that `TESTIGO_ALIVE_FILE` names."""
    name = os.environ.get("TESTIGO_ALIVE_FILE")
    if name:
        Path(name).touch(mode=0o600)


def is_alive(path: Path) -> bool:
    """Say whether the file was touched within the last minute."""
    try:
        age_s = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    return age_s < YOUNGER_THAN_S


class SayAlive(bootsteps.StartStopStep):
    """Touches the file from the worker's own timer, which stands still when the worker does."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        self.repeating: Any = None

    def start(self, worker: Any) -> None:
        """Begin touching."""
        say_alive()
        self.repeating = worker.timer.call_repeatedly(EVERY_S, say_alive)

    def stop(self, worker: Any) -> None:
        """Stop touching."""
        if self.repeating is not None:
            self.repeating.cancel()


if __name__ == "__main__":
    sys.exit(0 if is_alive(Path(sys.argv[1])) else 1)
