"""The closed list of what is recorded. Codes stand in the open: add, never change."""

from enum import StrEnum


class AuditAction(StrEnum):
    """What happened. Whose chain it goes to is the caller's `container` or `team_id`."""

    # The installation's chain: accounts, sessions, refusals, lists, the operators' acts.
    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGNED_OUT = "signed-out"
    SESSION_UNLOCKED = "session-unlocked"
    SESSION_LOCKED = "session-locked"
    UNLOCK_REFUSED = "unlock-refused"
    ACCESS_REFUSED = "access-refused"
    ACCOUNT_CREATED = "account-created"
    PASSPHRASE_CHANGED = "passphrase-changed"
    SECOND_FACTOR_ADDED = "second-factor-added"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    SECOND_FACTOR_REFUSED = "second-factor-refused"
    TEAM_CREATED = "team-created"
    MEMBER_ADDED = "member-added"
    COALITION_CREATED = "coalition-created"
    LIST_IMPORTED = "list-imported"
    RELEASE_PLANNED = "release-planned"
    RELEASE_ORDERED = "release-ordered"
    RELEASE_MADE = "release-made"
    PRACTICE_MADE = "practice-made"
    PRACTICE_REMOVED = "practice-removed"
    # The chain of a container.
    ACCESS_GRANTED = "access-granted"
    CASE_OPENED = "case-opened"
    CASE_CHANGED = "case-changed"
    ENCOUNTER_LOGGED = "encounter-logged"
    ENCOUNTER_ADDED_TO = "encounter-added-to"
    ENCOUNTER_CHANGED = "encounter-changed"
    ENCOUNTER_MOVED_OUT = "encounter-moved-out"
    ENCOUNTER_MOVED_IN = "encounter-moved-in"
    REVIEW_ENDED = "review-ended"
    FINDING_READ = "finding-read"
    CONSENT_RECORDED = "consent-recorded"
    NOTE_OPENED = "note-opened"
    ITEM_OPENED = "item-opened"
