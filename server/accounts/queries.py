"""What a person may know about the own teams and coalitions."""

from dataclasses import dataclass
from uuid import UUID

from server.access.viewer import Viewer
from server.accounts.models import Coalition, Membership, Team


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role in one team, with what a page shows of the team."""

    team_id: UUID
    team_name: str
    is_practice: bool
    role: str


def roles_of(viewer: Viewer) -> list[HeldRole]:
    """Return the viewer's roles, by team name and role."""
    return [
        HeldRole(*row)
        for row in Membership.objects.filter(user_id=viewer.user_id)
        .order_by("team__name", "role")
        .values_list("team_id", "team__name", "team__is_practice", "role")
    ]


def teams_of(viewer: Viewer) -> list[Team]:
    """Return the viewer's teams, by name."""
    ids = {held.team_id for held in viewer.team_roles}
    return list(Team.objects.filter(pk__in=ids).order_by("name"))


def coalitions_of(viewer: Viewer) -> list[Coalition]:
    """Return the coalitions whose releases the viewer may order, by name."""
    return list(Coalition.objects.filter(pk__in=viewer.coalition_ids).order_by("name"))
