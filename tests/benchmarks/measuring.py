"""Measuring in processor seconds of this process: neighbours on the machine do not count.

Every figure is compared with a floor of the same run; no bound is an absolute time.
"""

import statistics
import time
from collections.abc import Callable

ROUNDS = 25


def processor_ms(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """Return the median processor time of one call, in milliseconds, after one warm-up."""
    work()
    samples = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        samples.append(time.process_time() - began)
    return statistics.median(samples) * 1000


def report(title: str, **figures: float) -> None:
    """Print one line of figures; `pytest -m benchmark -s` shows them."""
    print(f"\n{title}: " + ", ".join(f"{name} {value:.2f}" for name, value in figures.items()))
