"""What celery calls. Messages come from outside the process and are not trusted: a name, an id or
a shape that is not ours is dropped, and nothing of it is logged.
"""

import logging
from uuid import UUID

from server.celery import RUN_JOB, START_PERIODIC, SWEEP_JOBS, app
from server.jobs import broker_file, runner, services
from server.jobs.liveness import SayAlive

log = logging.getLogger(__name__)
app.steps["worker"].add(SayAlive)


@app.task(name=RUN_JOB, typing=False)
def run_job(*args: object, **kwargs: object) -> None:
    """Run the job whose id is the one argument."""
    try:
        job_id = UUID(_only_text(args, kwargs))
    except ValueError:
        log.warning("%s: dropped a message that carries no job id", RUN_JOB)
        return
    runner.run(job_id)


@app.task(name=SWEEP_JOBS, typing=False)
def sweep_jobs(*args: object, **kwargs: object) -> None:
    """Send again what nobody works on, and forget the messages that were delivered."""
    services.sweep()
    broker_file.forget_delivered()


@app.task(name=START_PERIODIC, typing=False)
def start_periodic(*args: object, **kwargs: object) -> None:
    """Order the kind whose name is the one argument, if it starts by the clock."""
    services.start_periodic(_only_text(args, kwargs))


def _only_text(args: tuple[object, ...], kwargs: dict[str, object]) -> str:
    """Return the one text argument of a well-formed message, else the empty text."""
    if kwargs or len(args) != 1 or not isinstance(args[0], str):
        return ""
    return args[0]
