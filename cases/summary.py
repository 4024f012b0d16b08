"""What an installation holds, in a few numbers: printed when it starts."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from agreements_ref.models import Agency, ListSnapshot
from cases.practice.people import PEOPLE
from encounters import queries, readings
from encounters.models import Encounter
from encounters.patterns import queries as patterns
from encounters.patterns.models import ReleaseState, ReportRelease
from encounters.rules.clock_reading import ClockId
from encounters.rules.crosswalk import HoldFlag, hold_flag
from server.access.viewer import SystemReason
from server.accounts.models import User

REASON = SystemReason.CHECKING_INTEGRITY
RELEASE_CLOCKS = (ClockId.REG_48H, ClockId.FORM_48H)


@dataclass(frozen=True)
class ReleaseWritten:
    """A released report, and the folder that its files were written to."""

    release_id: str
    cutoff: str
    folder: Path
    files: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """The numbers. holds_over, holds_possibly_over: by clock id, of all holds on record."""

    lists: int
    agencies: int
    encounters: int
    holds: int
    holds_over: dict[str, int]
    holds_possibly_over: dict[str, int]
    practice_accounts: tuple[str, ...]
    release: ReleaseWritten | None = field(default=None)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "lists": self.lists,
            "agencies": self.agencies,
            "encounters": self.encounters,
            "holds": self.holds,
            "holds_over": self.holds_over,
            "holds_possibly_over": self.holds_possibly_over,
            "practice_accounts": list(self.practice_accounts),
            "release": None
            if self.release is None
            else {
                "release_id": self.release.release_id,
                "cutoff": self.release.cutoff,
                "folder": str(self.release.folder),
                "files": list(self.release.files),
            },
        }


def summarise(*, now: datetime, release_root: Path) -> Summary:
    """Count what the installation holds, and write the newest release's files to a folder.

    now: aware UTC; open holds are read as of then. Every hold is read once.
    """
    over = {clock.value: 0 for clock in RELEASE_CLOCKS}
    possibly = dict(over)
    holds = 0
    for episode in queries.all_episodes(REASON):
        holds += 1
        clocks = readings.read_episode(episode.encounter, episode, now).reading.clocks
        for clock in RELEASE_CLOCKS:
            flag = hold_flag(clocks[clock].status)
            over[clock.value] += flag is HoldFlag.OVER
            possibly[clock.value] += flag is HoldFlag.POSSIBLY_OVER
    shown = [person.username for person in PEOPLE if person.shown]
    accounts = User.objects.filter(username__in=shown).values_list("username", flat=True)
    return Summary(
        lists=ListSnapshot.objects.count(),
        agencies=Agency.objects.count(),
        encounters=Encounter.objects.for_system(REASON).count(),
        holds=holds,
        holds_over=over,
        holds_possibly_over=possibly,
        practice_accounts=tuple(sorted(accounts)),
        release=_write_newest_release(release_root),
    )


def _write_newest_release(root: Path) -> ReleaseWritten | None:
    released = ReportRelease.objects.filter(state=ReleaseState.RELEASED)
    release = released.order_by("-cutoff", "-sequence").first()
    if release is None:
        return None
    folder = root / release.release_id
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for file in patterns.files_of(release):
        (folder / file.name).write_bytes(bytes(file.content))
        names.append(file.name)
    return ReleaseWritten(
        release.release_id, release.cutoff.isoformat(), folder, tuple(sorted(names))
    )
