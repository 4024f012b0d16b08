"""One small world in which everybody has something that the others must not see.

`World` is made once for a module of tests; each test then works in a savepoint of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from agreements_ref import queries as registry
from agreements_ref.queries.reviews import reviews_page
from agreements_ref.services import import_list, load_founding_list
from agreements_ref.services.founding import FOUNDING_FILE
from encounters import queries as encounter_queries
from encounters.models import Encounter
from encounters.patterns import services as patterns
from encounters.patterns.models import ReleaseFile, ReportRelease
from encounters.rules.codes import SomeoneTaken
from server.access.permissions import Role
from server.accounts import services as accounts
from server.accounts.models import Membership, Team
from tests.agreements_ref.sheets import pending, request
from tests.cases.factories import accepted, admit, logged
from tests.conftest import PASSPHRASE, Person, _make_team, open_session

ROLES = (
    "author",
    "observer",
    "coordinator",
    "attorney",
    "admitted",
    "analyst",
    "administrator",
    "operator",
    "outsider",
    "anonymous",
)
FILE = "table.csv"
PERIOD_START = "2019-01"
FIRST_CUTOFF = date(2019, 6, 30)


def last_month_end() -> date:
    """Return the last day of the month before this one: a data cut that can always be ordered."""
    return timezone.now().date().replace(day=1) - timedelta(days=1)


@dataclass
class World:
    """Who there is, what there is, and what must never stand in whose answers.

    ids: the placeholders of the table. texts: what tells each thing when it stands in an answer.
    """

    team: Team
    people: dict[str, Person]
    ids: dict[str, str]
    texts: dict[str, tuple[str, ...]]
    version: int
    coalition_id: UUID
    _tokens: dict[tuple[str, bool], tuple[str, str | None]] = field(default_factory=dict)

    def sign_everybody_in(self) -> None:
        """Make an unlocked and a locked session for each person."""
        for role, person in self.people.items():
            for unlocked in (True, False):
                session, secret = open_session(person, unlocked=unlocked)
                self._tokens[role, unlocked] = str(session.session_key), secret

    def api(self, role: str, *, unlocked: bool = True) -> APIClient:
        """Return an API client with the token of a role."""
        client = APIClient(raise_request_exception=False)
        if role != "anonymous":
            key, secret = self._tokens[role, unlocked]
            client.credentials(HTTP_X_SESSION_TOKEN=f"{key}.{secret}" if secret else key)
        return client

    def browser(self, role: str, *, unlocked: bool = True) -> Client:
        """Return a browser with the cookies of a role."""
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            key, secret = self._tokens[role, unlocked]
            client.cookies[settings.SESSION_COOKIE_NAME] = key
            if secret:
                client.cookies[settings.UNLOCK_COOKIE_NAME] = secret
        return client

    def hidden_from(self, role: str) -> Iterator[tuple[str, str]]:
        """Yield (thing, text) for everything that must stand in no answer to a role."""
        for thing, texts in self.texts.items():
            if role not in SEEN_BY[thing]:
                yield from ((thing, text) for text in texts)


# Who may meet a thing in an answer. What nobody may meet has an empty set.
SEEN_BY: dict[str, set[str]] = {
    "intake": {"author", "coordinator"},
    "in_case": {"author", "coordinator", "admitted"},
    "of_other_observer": {"observer", "coordinator"},
    "case": {"coordinator", "admitted"},
    "release": {"analyst"},
    "note of intake": {"coordinator"},
    "note of in_case": {"coordinator", "admitted"},
    "agency": set(ROLES) - {"anonymous"},
}


def build_world() -> World:
    """Make it, by the services that people use."""
    people: dict[str, Person] = {}

    def person(role: str, *roles: Role, team: Team | None = None) -> Person:
        made = Person(accounts.create_account(username=f"{role}-person", passphrase=PASSPHRASE))
        people[role] = made
        for held in roles:
            Membership.objects.create(user=made.user, team=team, role=held.value)
        return made

    coordinator = person("coordinator")
    team = _make_team("Valley observers", coordinator)
    author = person("author", Role.OBSERVER, team=team)
    observer = person("observer", Role.OBSERVER, team=team)
    person("attorney", Role.ATTORNEY, team=team)
    admitted = person("admitted", Role.ATTORNEY, team=team)
    analyst = person("analyst", Role.ANALYST, team=team)
    person("administrator", Role.TEAM_ADMINISTRATOR, team=team)
    person("operator", Role.OPERATOR, team=team)
    outsider = person("outsider")
    other_team = _make_team("Coast observers", outsider)
    for held in set(Role) - {Role.COORDINATOR, Role.OPERATOR, Role.TEAM_ADMINISTRATOR}:
        Membership.objects.create(user=outsider.user, team=other_team, role=held.value)

    load_founding_list()
    # A request whose county no state has: something to review.
    import_list(pending([{**request("Palm Police"), "COUNTY": "Bakr"}], FIRST_CUTOFF))
    (review,), _next_key = reviews_page(state=None, kind=None, after=None, limit=1)
    (agency,) = registry.agencies_matching("gaston county", "NC")
    intake = logged(author, team, note="NOTE-OF-INTAKE", someone_taken=SomeoneTaken.YES)
    other = logged(observer, team, note="NOTE-OF-OTHER")
    in_case = logged(author, team, note="NOTE-OF-CASE")
    case_file = accepted(in_case, coordinator)
    admit(admitted, case_file, coordinator)

    coalition = accounts.create_coalition(
        name="Valley coalition", is_practice=False, teams=[team], analysts=[analyst.user]
    )
    accounts.create_coalition(
        name="Coast coalition", is_practice=False, teams=[other_team], analysts=[outsider.user]
    )
    release = _released(analyst, coalition.id)
    (episode,) = encounter_queries.episodes(intake)
    world = World(
        team=team,
        people=people,
        ids={
            "intake": str(intake.id),
            "in_case": str(in_case.id),
            "of_other_observer": str(other.id),
            "case": str(case_file.container_id),
            "episode": str(episode.id),
            "release": str(release.id),
            "file": FILE,
            "job": str(release.job_id),
            "agency": str(agency.id),
            "review": str(review.id),
            "founding_list": sha256(FOUNDING_FILE.read_bytes()).hexdigest(),
        },
        texts={
            "intake": (str(intake.id), intake.word_code, str(episode.id)),
            "in_case": (str(in_case.id), in_case.word_code),
            "of_other_observer": (str(other.id), other.word_code),
            "case": (str(case_file.container_id), case_file.title_code),
            "release": (str(release.id), str(release.job_id), str(coalition.id), coalition.name),
            "note of intake": ("NOTE-OF-INTAKE",),
            "note of in_case": ("NOTE-OF-CASE",),
            "agency": (str(agency.id), agency.name),
        },
        version=Encounter.objects.visible_to(coordinator.locked).get(id=intake.id).version,
        coalition_id=coalition.id,
    )
    world.sign_everybody_in()
    return world


def _released(analyst: Person, coalition_id: UUID) -> ReportRelease:
    """Order a release and mark it as given out, with one file: making one is tested elsewhere."""
    release, _is_new = patterns.order_release(
        viewer=analyst.locked,
        coalition_id=coalition_id,
        cutoff=FIRST_CUTOFF,
        today=timezone.now().date(),
        period_start=PERIOD_START,
    )
    ReportRelease.objects.filter(pk=release.pk).update(state="released")
    ReleaseFile.objects.create(
        release=release, name=FILE, media_type="text/csv", content=b"state,at least\r\n"
    )
    return release
