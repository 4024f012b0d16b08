"""A right body for every writing line of the table, so that a refusal is about the person."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements_ref.services.founding import FOUNDING_FILE
from tests.access.world import World, last_month_end
from tests.conftest import PASSPHRASE

_AT = {
    "precision": "exact",
    "earliest": "2019-05-25T03:00:00Z",
    "latest": "2019-05-25T03:00:00Z",
    "basis": "document",
}
_CONSENT = {
    "state": "given",
    "circumstances": "private",
    "given_by": "person",
    "how": "spoken",
}
_ENCOUNTER = {"kind": "traffic_stop", "basis": "observed", "state": "NC", "county_fips": "37071"}
_ONCE = {"client_key": "one-sending"}

BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "POST api/v1/session/unlock": lambda world: {"passphrase": PASSPHRASE},
    "POST api/v1/session/lock": lambda world: {},
    "POST api/v1/encounters": lambda world: {**_ENCOUNTER, "team": str(world.team.id)},
    "PATCH api/v1/encounters/{intake}": lambda world: {"verification": "reviewed"},
    "PATCH api/v1/encounters/{in_case}": lambda world: {"verification": "reviewed"},
    "POST api/v1/encounters/{intake}/addenda": lambda world: {"text": "More."},
    "POST api/v1/encounters/{in_case}/addenda": lambda world: {"text": "More."},
    "POST api/v1/encounters/{intake}/consent": lambda world: {
        **_CONSENT,
        "asked_at": "2019-05-25T03:00:00Z",
    },
    "POST api/v1/encounters/{in_case}/consent": lambda world: {
        **_CONSENT,
        "asked_at": "2019-05-25T03:00:00Z",
    },
    "POST api/v1/encounters/{intake}/episodes": lambda world: {},
    "POST api/v1/encounters/{in_case}/episodes": lambda world: {},
    "POST api/v1/episodes/{episode}/events": lambda world: {"type": "booked", "at": _AT},
    "POST api/v1/agreement-lists": lambda world: {
        "file": SimpleUploadedFile(FOUNDING_FILE.name, FOUNDING_FILE.read_bytes()),
        "dry_run": "true",
    },
    "POST api/v1/agreement-reviews/{review}/decision": lambda world: {
        "outcome": "refused",
        "reason": "Looked at it.",
    },
    "POST api/v1/agreement-reviews/{review}/undo": lambda world: {"reason": "Looked again."},
    "POST agreements/lists/import/": lambda world: {
        "file": SimpleUploadedFile(FOUNDING_FILE.name, FOUNDING_FILE.read_bytes()),
        "do": "check",
    },
    "POST agreements/reviews/{review}/decision/": lambda world: {
        "outcome": "refused",
        "reason": "Looked at it.",
    },
    "POST agreements/reviews/{review}/undo/": lambda world: {"reason": "Looked again."},
    "POST api/v1/releases": lambda world: {
        "coalition": str(world.coalition_id),
        "cutoff": last_month_end().isoformat(),
    },
    "POST api/v1/case-files": lambda world: {"team": str(world.team.id)},
    "POST api/v1/case-files/{case}/encounters": lambda world: {"encounter": world.ids["intake"]},
    "POST api/v1/case-files/{case}/members": lambda world: {"username": "attorney-person"},
    "POST language/": lambda world: {"language": "es"},
    "POST sign-out/": lambda world: {},
    "POST capture/": lambda world: {
        **_ENCOUNTER,
        **_ONCE,
        "when": "now",
        "do": "seal",
        "accurate": "yes",
    },
    "POST encounters/{intake}/custody/": lambda world: {
        **_ONCE,
        "type": "booked",
        "precision": "exact",
        "earliest": "2019-05-25T03:00",
        "basis": "document",
    },
    "POST encounters/{intake}/consent/": lambda world: {**_CONSENT, **_ONCE},
    "POST encounters/{intake}/addenda/": lambda world: {"text": "More.", **_ONCE},
    "POST encounters/{intake}/verification/": lambda world: {
        "verification": "reviewed",
        "version": world.version,
    },
    "POST reports/": lambda world: {
        "coalition": str(world.coalition_id),
        "cutoff": last_month_end().isoformat(),
        "once": "one-sending",
    },
    "POST cases/{case}/members/": lambda world: {"username": "attorney-person"},
    "POST encounters/{intake}/accept/": lambda world: {"case_file": ""},
    "DELETE _allauth/browser/v1/auth/session": lambda world: {},
    "POST _allauth/browser/v1/auth/login": lambda world: {
        "username": "author-person",
        "password": PASSPHRASE,
    },
    "POST _allauth/browser/v1/auth/2fa/authenticate": lambda world: {"code": "123456"},
    "POST _allauth/browser/v1/auth/reauthenticate": lambda world: {"password": PASSPHRASE},
    "POST _allauth/browser/v1/account/authenticators/totp": lambda world: {"code": "123456"},
    "DELETE _allauth/browser/v1/account/authenticators/totp": lambda world: {},
    "POST _allauth/browser/v1/account/authenticators/recovery-codes": lambda world: {},
}
for _form in ("custody", "consent", "addenda", "verification", "accept"):
    BODIES[f"POST encounters/{{in_case}}/{_form}/"] = BODIES[f"POST encounters/{{intake}}/{_form}/"]

HEADERS: dict[str, Callable[[World], dict[str, str]]] = {
    "PATCH api/v1/encounters/{intake}": lambda world: {"If-Match": f'"v{world.version}"'},
    "PATCH api/v1/encounters/{in_case}": lambda world: {"If-Match": '"v999"'},
}
BODIES["POST encounters/{in_case}/verification/"] = lambda world: {
    "verification": "reviewed",
    "version": 999,
}
