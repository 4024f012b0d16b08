"""What the page of one encounter shows, beside its forms."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from encounters import labels
from encounters.clock_sentences import ClockExplanation, explain
from encounters.details import EncounterDetail, FindingDetail, PresenceDetail
from encounters.finding_texts import DOUBTS, FINDING_TEXTS, FindingText
from encounters.link_sentences import DayOfLists, days_of_lists
from encounters.readings import CustodyClaim, EpisodeClocks
from encounters.rules.clock_reading import ClockId, ClockStatus
from server.access.permissions import Permission
from server.access.viewer import Viewer

_BADGES = {
    ClockStatus.NOT_STARTED: "plain",
    ClockStatus.NOT_APPLICABLE: "plain",
    ClockStatus.RUNNING: "info",
    ClockStatus.POSSIBLY_EXPIRED: "warning",
    ClockStatus.EXPIRED: "danger",
    ClockStatus.PAUSED: "plain",
    ClockStatus.MET: "good",
    ClockStatus.POSSIBLY_LATE: "warning",
    ClockStatus.LATE: "danger",
    ClockStatus.UNKNOWN_START: "warning",
}


@dataclass(frozen=True)
class ClockShown:
    """One clock of one episode."""

    id: ClockId
    badge: str
    status: Any
    words: ClockExplanation


@dataclass(frozen=True)
class EpisodeShown:
    """One episode with both clocks side by side."""

    episode: EpisodeClocks
    clocks: list[ClockShown]


@dataclass(frozen=True)
class PresenceShown:
    """One agency with what the lists said for each day."""

    presence: PresenceDetail
    name: Any
    days: list[DayOfLists]


@dataclass(frozen=True)
class FindingShown:
    """One finding with its texts."""

    finding: FindingDetail
    text: FindingText | None
    doubts: list[Any]
    badge: str


def detail_context(detail: EncounterDetail, viewer: Viewer) -> dict[str, Any]:
    """Return what the template shows, in the active language."""
    return {
        "encounter": detail,
        "presences": [_presence(one) for one in detail.presences],
        "findings": [_finding(one) for one in detail.findings],
        "episodes": [_episode(one) for one in detail.episodes],
        "may_add": viewer.may(Permission.ADD_TO_ENCOUNTER),
        "may_accept": detail.may_open_seals and viewer.may(Permission.ACCEPT_ENCOUNTER),
    }


def _presence(presence: PresenceDetail) -> PresenceShown:
    link = presence.newest_link
    return PresenceShown(
        presence=presence,
        name=presence.agency_name
        if presence.unidentified is None
        else labels.label(presence.unidentified),
        days=[] if link is None else days_of_lists(link),
    )


def _finding(finding: FindingDetail) -> FindingShown:
    return FindingShown(
        finding=finding,
        text=FINDING_TEXTS.get(finding.rule_id),
        doubts=[DOUBTS[doubt] for doubt in finding.doubts],
        badge="warning" if finding.severity in {"high", "medium"} else "plain",
    )


def _episode(episode: EpisodeClocks) -> EpisodeShown:
    words = [_claim_words(claim) for claim in episode.claims]
    return EpisodeShown(
        episode=episode,
        clocks=[
            ClockShown(
                id=clock,
                badge=_BADGES[reading.status],
                status=labels.label(reading.status),
                words=explain(reading, episode.zone, words),
            )
            for clock, reading in episode.reading.clocks.items()
        ],
    )


def _claim_words(claim: CustodyClaim) -> str:
    return _("%(event)s; %(basis)s") % {
        "event": labels.label(claim.type),
        "basis": str(labels.label(claim.at.basis)).lower(),
    }
