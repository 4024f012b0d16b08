"""What each role does next: the cards of the start page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from server.access.permissions import Role


@dataclass(frozen=True)
class HomeCard:
    """One way on from the start page."""

    path: str
    title: Any
    text: Any


@dataclass(frozen=True)
class HomeSection:
    """The cards of one role. heading: the role, as people say it."""

    role: Role
    heading: Any
    cards: Sequence[HomeCard]


AGREEMENTS = HomeCard(
    "/agreements/",
    _("Agreements in effect"),
    _("Which agency had which 287(g) agreement on a given day, with the list that says so."),
)

SECTIONS = (
    HomeSection(
        Role.OBSERVER,
        _("As an observer"),
        (
            HomeCard(
                "/capture/",
                _("Write down an encounter"),
                _("Two answers are enough. The rest can wait until you are somewhere safe."),
            ),
            HomeCard(
                "/encounters/",
                _("Your encounters"),
                _("What you reported lately. Add what you remember later."),
            ),
            HomeCard(
                "/handbook/observers",
                _("Handbook for observers"),
                _("What to look for, what to leave out, what happens to your note."),
            ),
        ),
    ),
    HomeSection(
        Role.COORDINATOR,
        _("As a coordinator"),
        (
            HomeCard(
                "/encounters/",
                _("Encounters of your team"),
                _("Read what came in, and take it into a case file."),
            ),
            HomeCard(
                "/cases/",
                _("Case files"),
                _("Open a file, admit an attorney, see who holds a key."),
            ),
            HomeCard(
                "/handbook/coordinators",
                _("Handbook for coordinators"),
                _("Reviewing, accepting, admitting, and what each of them changes."),
            ),
        ),
    ),
    HomeSection(
        Role.ATTORNEY,
        _("As an attorney"),
        (
            HomeCard(
                "/cases/",
                _("Your case files"),
                _("Encounters, clocks and findings of the files you were admitted to."),
            ),
            HomeCard(
                "/handbook/attorneys",
                _("Handbook for attorneys"),
                _("How a clock is counted, what a finding is, and what it is not."),
            ),
        ),
    ),
    HomeSection(
        Role.ANALYST,
        _("As an analyst"),
        (
            HomeCard(
                "/reports/",
                _("Reports"),
                _("Order a protected report of a coalition, follow it, take the files."),
            ),
            AGREEMENTS,
            HomeCard(
                "/handbook/analysts",
                _("Handbook for analysts"),
                _("What a protected number says, and why some are not shown."),
            ),
        ),
    ),
    HomeSection(
        Role.TEAM_ADMINISTRATOR,
        _("As a team administrator"),
        (
            AGREEMENTS,
            HomeCard(
                "/handbook/permissions",
                _("Who may do what"),
                _("The roles and what each includes. Administrators never read content."),
            ),
        ),
    ),
    HomeSection(
        Role.OPERATOR,
        _("As an operator"),
        (
            HomeCard(
                "/handbook/operators",
                _("Handbook for operators"),
                _("Running the installation. Operators never read content."),
            ),
            AGREEMENTS,
        ),
    ),
)


def sections_for(roles: Iterable[Role]) -> Sequence[HomeSection]:
    """Return the sections of a person's roles; a page that two roles lead to is shown once."""
    held = frozenset(roles)
    seen: set[str] = set()
    sections = []
    for section in SECTIONS:
        if section.role not in held:
            continue
        cards = tuple(card for card in section.cards if card.path not in seen)
        seen.update(card.path for card in cards)
        if cards:
            sections.append(HomeSection(section.role, section.heading, cards))
    return tuple(sections)
