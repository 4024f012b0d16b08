"""The one reviewed table: route x method x role -> status. Expected results come from here alone.

A line is `[locked] METHOD path: ten statuses`, in the order of `world.ROLES`:

    author         observer who logged {intake} and {in_case}, in review, without any grant
    observer       another observer of the team; logged {of_other_observer}
    coordinator    of the team: holds its intake folder; opened {case}, in which {in_case} lies
    attorney       of the team, admitted nowhere
    admitted       attorney of the team, admitted to {case}
    analyst        of the team's coalition, which has {release}, made by {job}
    administrator  of the team
    operator       of the team
    outsider       coordinator, attorney, observer and analyst of another team and coalition
    anonymous      nobody signed in

Lines without `locked` are for unlocked sessions and, where no `locked` line with the same address
follows, for locked ones too. Every line sends a body that is right (`BODIES`), so that a refusal is
about the person. 404 is the only refusal; 401 and 302 send to the sign-in; 423 asks for a key.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.access.world import ROLES

TABLE = """
# --- API: the own account ---------------- auth obs  coor att  adm  anal admi oper out  anon
GET api/v1/me:                              200  200  200  200  200  200  200  200  200  401
POST api/v1/session/unlock:                 200  200  200  200  200  200  200  200  200  401
POST api/v1/session/lock:                   200  200  200  200  200  200  200  200  200  401
GET api/v1/jobs/{job}:                      404  404  404  404  404  200  404  404  404  401
# --- API: the register ------------------- auth obs  coor att  adm  anal admi oper out  anon
GET api/v1/agencies:                        200  200  200  200  200  200  200  200  200  401
GET api/v1/agencies/{agency}:               200  200  200  200  200  200  200  200  200  401
GET api/v1/agencies/{agency}/in-effect?on=2019-06-01: 200 200 200 200 200 200 200 200 200 401
GET api/v1/places/37071/in-effect?on=2019-06-01: 200 200 200 200 200 200 200 200 200 401
GET api/v1/agreements:                      200  200  200  200  200  200  200  200  200  401
GET api/v1/agreements/download:             200  200  200  200  200  200  200  200  200  401
GET api/v1/published-lists:                 200  200  200  200  200  200  200  200  200  401
GET api/v1/published-lists/changes?earlier={founding_list}&later={founding_list}: 200 200 200 200 200 200 200 200 200 401
GET api/v1/published-lists/growth:          200  200  200  200  200  200  200  200  200  401
GET api/v1/agreement-lists:                 200  200  200  200  200  200  200  200  200  401
POST api/v1/agreement-lists:                404  404  200  404  404  404  404  404  200  401
GET api/v1/agreement-reviews:               200  200  200  200  200  200  200  200  200  401
GET api/v1/agreement-reviews/{review}:      200  200  200  200  200  200  200  200  200  401
POST api/v1/agreement-reviews/{review}/decision: 404 404 200 404 404 404 404 404 200 401
POST api/v1/agreement-reviews/{review}/undo: 404 404 409 404  404  404  404  404  409  401
GET api/v1/reference/program:               200  200  200  200  200  200  200  200  200  401
GET api/v1/counties?state=NC:               200  200  200  200  200  200  200  200  200  401
# --- API: encounters --------------------- auth obs  coor att  adm  anal admi oper out  anon
GET api/v1/encounters:                      200  200  200  200  200  404  404  404  200  401
POST api/v1/encounters:                     201  201  201  404  404  404  404  404  404  401
GET api/v1/encounters/{intake}:             200  404  200  404  404  404  404  404  404  401
GET api/v1/encounters/{in_case}:            200  404  200  404  200  404  404  404  404  401
GET api/v1/encounters/{of_other_observer}:  404  200  200  404  404  404  404  404  404  401
PATCH api/v1/encounters/{intake}:           404  404  200  404  404  404  404  404  404  401
PATCH api/v1/encounters/{in_case}:          404  404  412  404  404  404  404  404  404  401
POST api/v1/encounters/{intake}/addenda:    201  404  201  404  404  404  404  404  404  401
POST api/v1/encounters/{in_case}/addenda:   201  404  201  404  201  404  404  404  404  401
POST api/v1/encounters/{intake}/consent:    201  404  201  404  404  404  404  404  404  401
POST api/v1/encounters/{in_case}/consent:   201  404  201  404  201  404  404  404  404  401
POST api/v1/encounters/{intake}/episodes:   200  404  200  404  404  404  404  404  404  401
POST api/v1/encounters/{in_case}/episodes:  201  404  201  404  201  404  404  404  404  401
POST api/v1/episodes/{episode}/events:      201  404  201  404  404  404  404  404  404  401
# --- API: reports ------------------------ auth obs  coor att  adm  anal admi oper out  anon
GET api/v1/releases:                        404  404  404  404  404  200  404  404  200  401
POST api/v1/releases:                       404  404  404  404  404  202  404  404  404  401
GET api/v1/releases/{release}:              404  404  404  404  404  200  404  404  404  401
GET api/v1/releases/{release}/files/{file}: 404  404  404  404  404  200  404  404  404  401
# --- API: case files --------------------- auth obs  coor att  adm  anal admi oper out  anon
GET api/v1/case-files:                      404  404  200  200  200  404  404  404  200  401
POST api/v1/case-files:                     404  404  201  404  404  404  404  404  404  401
GET api/v1/case-files/{case}:               404  404  200  404  200  404  404  404  404  401
POST api/v1/case-files/{case}/encounters:   404  404  200  404  404  404  404  404  404  401
locked POST api/v1/case-files/{case}/encounters: 404 404 423 404 404 404 404 404 423 401
POST api/v1/case-files/{case}/members:      404  404  201  404  404  404  404  404  404  401
locked POST api/v1/case-files/{case}/members: 404 404 423 423 423 404 404 404 423 401
GET api/v1/encounters/{intake}/sealed-parts: 423 404 200  404  404  404  404  404  404  401
GET api/v1/encounters/{in_case}/sealed-parts: 423 404 200 404  200  404  404  404  404  401
locked GET api/v1/encounters/{intake}/sealed-parts: 423 423 423 423 423 404 404 404 423 401
locked GET api/v1/encounters/{in_case}/sealed-parts: 423 423 423 423 423 404 404 404 423 401
GET api/v1/openapi.json:                    200  200  200  200  200  200  200  200  200  200
# --- pages: for everybody ---------------- auth obs  coor att  adm  anal admi oper out  anon
GET /:                                      200  200  200  200  200  200  200  200  200  200
GET not-promised/:                          200  200  200  200  200  200  200  200  200  200
GET healthz:                                200  200  200  200  200  200  200  200  200  200
GET handbook/:                              200  200  200  200  200  200  200  200  200  200
GET handbook/observers:                     200  200  200  200  200  200  200  200  200  200
GET api/docs/:                              200  200  200  200  200  200  200  200  200  200
GET language/:                              302  302  302  302  302  302  302  302  302  302
POST language/:                             302  302  302  302  302  302  302  302  302  302
GET sign-in/:                               302  302  302  302  302  302  302  302  302  200
POST sign-out/:                             302  302  302  302  302  302  302  302  302  302
# --- pages: the own account -------------- auth obs  coor att  adm  anal admi oper out  anon
GET unlock/:                                200  200  200  200  200  200  200  200  200  302
GET account/:                               200  200  200  200  200  200  200  200  200  302
# --- pages: the register ----------------- auth obs  coor att  adm  anal admi oper out  anon
GET agreements/:                            200  200  200  200  200  200  200  200  200  302
GET agreements/places/:                     200  200  200  200  200  200  200  200  200  302
GET agreements/changes/:                    200  200  200  200  200  200  200  200  200  302
GET agreements/growth/:                     200  200  200  200  200  200  200  200  200  302
GET agreements/program/:                    200  200  200  200  200  200  200  200  200  302
GET agreements/lists/:                      200  200  200  200  200  200  200  200  200  302
GET agreements/lists/import/:               404  404  200  404  404  404  404  404  200  302
POST agreements/lists/import/:              404  404  200  404  404  404  404  404  200  302
GET agreements/reviews/:                    200  200  200  200  200  200  200  200  200  302
GET agreements/reviews/{review}/:           200  200  200  200  200  200  200  200  200  302
POST agreements/reviews/{review}/decision/: 404  404  302  404  404  404  404  404  302  302
POST agreements/reviews/{review}/undo/:     404  404  409  404  404  404  404  404  409  302
GET agreements/{agency}/:                   200  200  200  200  200  200  200  200  200  302
# --- pages: encounters ------------------- auth obs  coor att  adm  anal admi oper out  anon
GET capture/:                               200  200  200  404  404  404  404  404  200  302
POST capture/:                              302  302  302  404  404  404  404  404  302  302
GET capture/place/?state=NC:                200  200  200  404  404  404  404  404  200  302
GET capture/agencies/?state=NC:             200  200  200  404  404  404  404  404  200  302
GET encounters/:                            200  200  200  200  200  404  404  404  200  302
GET encounters/{intake}/:                   200  404  200  404  404  404  404  404  404  302
GET encounters/{in_case}/:                  200  404  200  404  200  404  404  404  404  302
POST encounters/{intake}/custody/:          302  404  302  404  404  404  404  404  404  302
POST encounters/{in_case}/custody/:         302  404  302  404  302  404  404  404  404  302
POST encounters/{intake}/consent/:          302  404  302  404  404  404  404  404  404  302
POST encounters/{in_case}/consent/:         302  404  302  404  302  404  404  404  404  302
POST encounters/{intake}/addenda/:          302  404  302  404  404  404  404  404  404  302
POST encounters/{in_case}/addenda/:         302  404  302  404  302  404  404  404  404  302
POST encounters/{intake}/verification/:     404  404  302  404  404  404  404  404  404  302
POST encounters/{in_case}/verification/:    404  404  412  404  404  404  404  404  404  302
# --- pages: reports ---------------------- auth obs  coor att  adm  anal admi oper out  anon
GET reports/:                               404  404  404  404  404  200  404  404  200  302
POST reports/:                              404  404  404  404  404  302  404  404  404  302
GET reports/{release}/:                     404  404  404  404  404  200  404  404  404  302
GET reports/{release}/progress/:            404  404  404  404  404  200  404  404  404  302
GET reports/{release}/files/{file}:         404  404  404  404  404  200  404  404  404  302
# --- pages: case files ------------------- auth obs  coor att  adm  anal admi oper out  anon
GET cases/:                                 404  404  200  200  200  404  404  404  200  302
GET cases/{case}/:                          404  404  200  404  200  404  404  404  404  302
POST cases/{case}/members/:                 404  404  302  404  404  404  404  404  404  302
GET encounters/{intake}/accept/:            404  404  200  404  404  404  404  404  404  302
POST encounters/{intake}/accept/:           404  404  302  404  404  404  404  404  404  302
GET encounters/{in_case}/accept/:           404  404  200  404  404  404  404  404  404  302
POST encounters/{in_case}/accept/:          404  404  409  404  404  404  404  404  404  302
GET encounters/{intake}/sealed/:            200  404  200  404  404  404  404  404  404  302
GET encounters/{in_case}/sealed/:           200  404  200  404  200  404  404  404  404  302
# --- signing in: what state the sign-in is in decides; nobody here has a second factor
GET _allauth/browser/v1/auth/session:       200  200  200  200  200  200  200  200  200  401
DELETE _allauth/browser/v1/auth/session:    401  401  401  401  401  401  401  401  401  401
POST _allauth/browser/v1/auth/login:        409  409  409  409  409  409  409  409  409  200
POST _allauth/browser/v1/auth/2fa/authenticate: 401 401 401 401 401 401 401 401 401 401
POST _allauth/browser/v1/auth/reauthenticate: 200 200 200 200 200 200 200 200 200 401
GET _allauth/browser/v1/account/authenticators/totp: 404 404 404 404 404 404 404 404 404 401
POST _allauth/browser/v1/account/authenticators/totp: 400 400 400 400 400 400 400 400 400 401
DELETE _allauth/browser/v1/account/authenticators/totp: 200 200 200 200 200 200 200 200 200 401
GET _allauth/browser/v1/account/authenticators/recovery-codes: 404 404 404 404 404 404 404 404 404 401
POST _allauth/browser/v1/account/authenticators/recovery-codes: 400 400 400 400 400 400 400 400 400 401
"""  # noqa: E501  a line of the table is a line


@dataclass(frozen=True)
class Row:
    """One line of the table. path: with placeholders, as the client writes it."""

    method: str
    path: str
    locked: bool
    statuses: dict[str, int]

    @property
    def name(self) -> str:
        """What a failure and a selection call it."""
        return f"{'locked ' if self.locked else ''}{self.method} {self.path}"


def rows() -> Iterator[Row]:
    """Yield the lines of the table. Raises: ValueError for one that is none."""
    for line in TABLE.strip().splitlines():
        if line.startswith("#"):
            continue
        address, _, numbers = line.rpartition(": ")
        words = address.split()
        statuses = [int(number) for number in numbers.split()]
        locked = words[0] == "locked"
        if len(words) != 2 + locked or len(statuses) != len(ROLES):
            raise ValueError(f"not a line of the table: {line}")
        yield Row(
            method=words[-2],
            path=words[-1].lstrip("/"),
            locked=locked,
            statuses=dict(zip(ROLES, statuses, strict=True)),
        )
