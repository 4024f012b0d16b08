"""How many refusals one person, or all unknown names together, can put into the log an hour.

A refusal writes a row; without a limit a script would fill the log and hide what matters. Counted
in the cache, so a process without a shared cache counts for itself: the limit is then per process.
"""

from django.core.cache import cache

REFUSALS_AN_HOUR = 20
_HOUR_S = 3600


def is_within_limit(subject: str) -> bool:
    """Count one refusal of `subject` (an id or a word, no name) and say whether to record it."""
    key = f"audit-refusals:{subject}"
    if cache.add(key, 1, timeout=_HOUR_S):
        return True
    try:
        return cache.incr(key) <= REFUSALS_AN_HOUR
    except ValueError:  # it expired between the two calls
        cache.add(key, 1, timeout=_HOUR_S)
        return True
