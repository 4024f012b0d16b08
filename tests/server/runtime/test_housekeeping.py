"""What the clock tidies up."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from server.jobs import registry, runner, services


def a_session(*, ends_in: timedelta) -> Any:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["kept"] = "sealed under a secret of the client"
    session.set_expiry(timezone.now() + ends_in)
    session.create()
    return session


@pytest.mark.django_db
def test_a_session_that_ran_out_leaves_no_row() -> None:
    over, lasting = a_session(ends_in=timedelta(hours=-1)), a_session(ends_in=timedelta(hours=1))
    job = services.start_periodic("clear_sessions")
    assert job is not None
    runner.run(job.id)
    assert not lasting.exists(over.session_key)
    assert lasting.exists(lasting.session_key)
    assert type(over).get_model_class().objects.count() == 1


def test_it_starts_by_the_clock() -> None:
    assert registry.periodic()["clear_sessions"] == registry.Every(timedelta(hours=1))
