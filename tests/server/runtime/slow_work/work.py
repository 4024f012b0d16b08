"""Two seconds of work that writes down its process, its start and its end."""

import os
import time
from pathlib import Path
from uuid import UUID

from django.conf import settings

from server.jobs.registry import ReportProgress


def diary() -> Path:
    return Path(settings.DATA_DIR) / "slow-work.txt"


def write_down(what: str) -> None:
    with diary().open("a") as file:
        file.write(f"{what} {os.getpid()}\n")


def run_slowly(object_id: UUID | None, progress: ReportProgress) -> None:
    write_down("begin")
    for step in range(1, 21):
        time.sleep(0.1)
        progress(step * 5)
    write_down("end")
