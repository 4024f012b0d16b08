"""A real installation in a folder, played by people through the doors they have; then it is left.

Run as a program, with the embedded settings and `TESTIGO_DATA_DIR`. It prints one JSON object with
what only the people know (passphrases, tokens) and where things are; its log goes to stderr. It
ends without closing anything, as a stolen disk would find it: write-ahead logs stay.
"""

import json
import logging
import os
import secrets
import sys
from typing import Any

NOTE = 'CANARY-en: "P1 said <he> was cold" & left his lunch in the truck'
PLACE = "CANARIO-es: detrás de la panadería, ¿junto al árbol?"
ADDENDUM = "CANARIO-es: el niño señaló la patrulla número doce"
STARTED = "2019-05-24T22:41:37Z"
BOOKED = "2019-05-25T01:17:53Z"
PEOPLE = {"ines-c": "coordinator", "omar-o": "observer", "ada-l": "attorney", "noa-a": "analyst"}


def main() -> None:
    """Set up, play, print, leave."""
    import django
    from django.conf import settings

    # Pages without the styles of a built installation: nothing else of the settings is changed.
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django.setup()
    logging.getLogger().setLevel(logging.DEBUG)
    from django.core.management import call_command

    from server.jobs.broker_file import make_broker_file

    call_command("migrate", verbosity=0)
    make_broker_file(settings.BROKER_FILE)
    known = _play()
    sys.stdout.write(json.dumps(known))
    sys.stdout.flush()
    os._exit(0)


def _play() -> dict[str, Any]:
    passphrases = {name: f"passphrase-{secrets.token_hex(12)}" for name in PEOPLE}
    team_id, coalition_id = _make_people(passphrases)
    tokens = {name: _sign_in(name, passphrases[name]) for name in PEOPLE}
    observer, attorney = _Caller(tokens["omar-o"]), _Caller(tokens["ada-l"])

    logged = observer.post(
        "encounters",
        {
            "kind": "traffic_stop",
            "basis": "observed",
            "state": "NC",
            "county_fips": "37071",
            "started": _at(STARTED),
            "someone_taken": "yes",
            "agency_presence": [{"unidentified": "unknown_local"}],
            "note": NOTE,
            "place_text": PLACE,
        },
    )
    address = f"encounters/{logged['id']}"
    observer.post(f"{address}/addenda", {"text": ADDENDUM, "language": "es"})
    observer.post(
        f"episodes/{logged['episodes'][0]['id']}/events", {"type": "booked", "at": _at(BOOKED)}
    )
    observer.post(
        f"{address}/consent",
        {
            "state": "given",
            "circumstances": "private",
            "given_by": "person",
            "how": "spoken",
            "asked_at": BOOKED,
        },
    )
    cookies = _work_as_coordinator(passphrases["ines-c"], logged["id"])
    opened = attorney.get(f"{address}/sealed-parts")
    assert [part["text"] for part in opened["results"]] == [NOTE, PLACE, ADDENDUM]
    _fail_in_every_way(observer, address)
    _Caller(tokens["noa-a"]).post(
        "releases",
        {"coalition": coalition_id, "cutoff": "2019-09-30", "period_start": "2019-04"},
    )
    return {
        "encounter": logged["id"],
        "team": team_id,
        "texts": [NOTE, PLACE, ADDENDUM],
        "moments": [STARTED, BOOKED],
        "secrets": [*passphrases.values(), *tokens.values(), *cookies],
        "passphrases": passphrases,
    }


def _at(moment: str) -> dict[str, str]:
    return {"precision": "exact", "earliest": moment, "latest": moment, "basis": "observed"}


def _make_people(passphrases: dict[str, str]) -> tuple[str, str]:
    from encounters import services as encounters
    from server.access.permissions import Role
    from server.accounts import services as accounts

    users = {
        name: accounts.create_account(username=name, passphrase=passphrases[name])
        for name in PEOPLE
    }
    team = accounts.create_team(
        name="Valley observers", is_practice=False, first_coordinator=users["ines-c"]
    )
    encounters.open_intake_folder(team=team, coordinators=[users["ines-c"]])
    coordinator = accounts.unlocked_viewer(username="ines-c", passphrase=passphrases["ines-c"])
    for name, role in PEOPLE.items():
        if role != "coordinator":
            accounts.add_member(team=team, user=users[name], role=Role(role), by=coordinator)
    coalition = accounts.create_coalition(
        name="Valley coalition", is_practice=False, teams=[team], analysts=[users["noa-a"]]
    )
    return str(team.id), str(coalition.id)


class _Caller:
    """A program with a person's token."""

    def __init__(self, token: str) -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.headers = {"X-Session-Token": token}

    def post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self.send(path, body)
        assert answer.status_code in (200, 201, 202), (path, answer.status_code, answer.content)
        return answer.json()

    def send(self, path: str, body: Any) -> Any:
        return self.client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=self.headers
        )

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/v1/{path}", headers=self.headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.content)
        return answer.json()


def _sign_in(username: str, passphrase: str) -> str:
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").post(
        "/_allauth/app/v1/auth/login",
        {"username": username, "password": passphrase},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    token: str = answer.json()["meta"]["session_token"]
    assert "." in token, "the session is unlocked"
    return token


def _work_as_coordinator(passphrase: str, encounter_id: str) -> list[str]:
    """Accept and admit by pages, in a browser; return the values of its cookies."""
    from django.test import Client

    browser = Client(SERVER_NAME="localhost")
    signed_in = browser.post(
        "/_allauth/browser/v1/auth/login",
        {"username": "ines-c", "password": passphrase},
        content_type="application/json",
    )
    assert signed_in.status_code == 200, signed_in.content
    taken_in = browser.post(f"/encounters/{encounter_id}/accept/", {"case_file": ""})
    assert taken_in.status_code == 302, taken_in.content
    admitted = browser.post(f"{taken_in['Location']}members/", {"username": "ada-l"})
    assert admitted.status_code == 302, admitted.content
    page = browser.get(f"/encounters/{encounter_id}/sealed/")
    assert b"CANARIO-es" in page.content
    return [morsel.value for morsel in browser.cookies.values()]


def _fail_in_every_way(observer: _Caller, address: str) -> None:
    """Send texts where they are refused, and where the server itself breaks while it holds them."""
    from encounters import services

    encounter = {"kind": "traffic_stop", "basis": "observed", "note": NOTE}
    for body in (
        {**encounter, "kind": PLACE},
        {**encounter, "immigration_status": ADDENDUM},
        {**encounter, NOTE: "a field of this name"},
        {**encounter, "tz": "Mars/Olympus"},
        f'{{"note": "{PLACE}", ',
        f"[{json.dumps(NOTE)}]",
    ):
        assert observer.send("encounters", body).status_code == 400
    assert observer.send(f"{address}/addenda", {"text": NOTE * 400}).status_code == 400

    def broken(*arguments: Any, **options: Any) -> Any:
        raise RuntimeError(f"cannot store {arguments} {options}")

    whole = services._seal_part
    services._seal_part = broken
    try:
        assert observer.send(f"{address}/addenda", {"text": NOTE}).status_code == 500
    finally:
        services._seal_part = whole


if __name__ == "__main__":
    main()
