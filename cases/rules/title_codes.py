"""Title codes of case files: two random words and a number, never a client's name."""

import secrets

from encounters.rules.word_codes import WORDS


def new_title_code() -> str:
    """Return, for instance, `cedar-harbor-41`: easy to say on the phone, and says nothing."""
    return f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(90) + 10}"
