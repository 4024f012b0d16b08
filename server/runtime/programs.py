"""The processes of an embedded installation: pages, two workers, and beat."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from server.jobs.registry import Queue
from server.runtime.children import Program

CELERY = (sys.executable, "-m", "celery", "--app", "server.celery", "--quiet")
# Threads: a killed worker leaves no processes of its own behind.
WORKER = (
    "worker",
    "--pool=threads",
    "--loglevel=WARNING",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
)
# Who starts the installation decides as whom; celery's warning would come with every start.
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}


def embedded_programs(addresses: Sequence[str], data_dir: Path) -> list[Program]:
    """Return what `serve` runs. addresses: `host:port`, loopback. data_dir: keeps beat's file."""
    binds = [argument for address in addresses for argument in ("--bind", address)]
    return [
        Program(
            "web",
            (
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                "python:server.runtime.gunicorn_settings",
                *binds,
            ),
            orphan_signal=signal.SIGTERM,
        ),
        Program(
            "worker",
            (
                *CELERY,
                *WORKER,
                "--concurrency=3",
                "--hostname=worker@%h",
                f"--queues={Queue.CLOCK},{Queue.DEFAULT}",
            ),
            environment=QUIET,
        ),
        Program(
            "report worker",
            (
                *CELERY,
                *WORKER,
                "--concurrency=1",
                "--hostname=reports@%h",
                f"--queues={Queue.REPORTS}",
            ),
            environment={**QUIET, "TESTIGO_KEYLESS": "1"},
        ),
        Program(
            "beat",
            (*CELERY, "beat", "--loglevel=WARNING", f"--schedule={data_dir / 'beat-schedule'}"),
        ),
    ]


def summary_program(manage: Path) -> Program:
    """Return what prints the summary once the work that set-up ordered is done.

    manage: the path of manage.py.
    """
    command = (sys.executable, str(manage), "wait_for_jobs", "--then", "summary")
    return Program("summary", command, once=True)
