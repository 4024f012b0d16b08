"""Registers the kind `slow`."""

from django.apps import AppConfig

from server.jobs import registry
from server.jobs.registry import JobKind, Queue


class SlowWorkConfig(AppConfig):
    name = "tests.server.runtime.slow_work"
    label = "slow_work"

    def ready(self) -> None:
        registry.register(
            JobKind("slow", Queue.DEFAULT, "tests.server.runtime.slow_work.work.run_slowly")
        )
