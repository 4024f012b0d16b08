"""The practice accounts. Their passphrases are made here, shown once, and kept nowhere."""

import secrets
from dataclasses import dataclass, field

from encounters.rules.word_codes import WORDS
from server.access.permissions import Role

TEAM_NAME = "Practice team"
COALITION_NAME = "Practice coalition"
PASSPHRASE_WORDS = 6


@dataclass(frozen=True)
class PracticePerson:
    """One account. shown: its passphrase is printed; the others only fill the lists."""

    username: str
    role: Role
    language: str
    shown: bool = True


@dataclass(frozen=True)
class PracticeAccount:
    """An account as it was made."""

    person: PracticePerson
    passphrase: str = field(repr=False)


COORDINATOR = PracticePerson("practice-coordinator", Role.COORDINATOR, "en")
ATTORNEY = PracticePerson("practice-attorney", Role.ATTORNEY, "en")
ANALYST = PracticePerson("practice-analyst", Role.ANALYST, "en")
OBSERVER = PracticePerson("practice-observer", Role.OBSERVER, "es")
OTHER_OBSERVERS = tuple(
    PracticePerson(f"practice-observer-{number}", Role.OBSERVER, language, shown=False)
    for number, language in enumerate(("en", "es", "en", "es", "en", "es"), start=2)
)
OBSERVERS = (OBSERVER, *OTHER_OBSERVERS)
PEOPLE = (COORDINATOR, ATTORNEY, ANALYST, *OBSERVERS)
USERNAMES = tuple(person.username for person in PEOPLE)


def new_passphrase() -> str:
    """Return six random words: about 44 bits, for an account that holds no real record."""
    return "-".join(secrets.choice(WORDS) for _ in range(PASSPHRASE_WORDS))
