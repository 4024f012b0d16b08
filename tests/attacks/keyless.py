"""The report worker over the data folder: started without keys, handed everything (T14).

Run as a program, with the embedded settings, `TESTIGO_DATA_DIR` and `TESTIGO_KEYLESS=1`. Its one
argument is the id of an encounter. It prints what it could do as one JSON object.
"""

import json
import sys
from collections.abc import Callable
from uuid import UUID


def main() -> None:
    """Try, print."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from encounters.models import Encounter
    from encounters.patterns import projection
    from server.access.viewer import SystemReason
    from server.accounts.sessions import SessionStore
    from server.jobs import runner
    from server.jobs.models import Job

    def refused(attempt: Callable[[], object]) -> bool:
        try:
            attempt()
        except ImproperlyConfigured:
            return True
        return False

    encounter = Encounter.objects.for_system(SystemReason.CHECKING_INTEGRITY).get(
        id=UUID(sys.argv[1])
    )
    job = Job.objects.get(kind="form_blocks")
    answer = {
        "keys": [settings.FIELD_KEYS, settings.PROJECTION_KEY],
        "tier_1": encounter.state,
        "tier_2_refused": refused(lambda: encounter.started),
        "sessions_refused": refused(lambda: SessionStore("x" * 32).create()),
        "projection_refused": refused(lambda: projection.block_secret("pop-x")),
        "ran_a_job_that_needs_keys": runner.run(job.id),
        "state_of_that_job": Job.objects.get(id=job.id).state,
        "attempts_at_it": Job.objects.get(id=job.id).attempts,
        "kinds": sorted(runner.runnable_kinds()),
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
