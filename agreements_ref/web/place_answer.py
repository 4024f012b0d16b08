"""The answer for a place in words: the four questions first, then the four groups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements_ref.queries import AgencyCard, InEffectAnswer
from agreements_ref.queries.by_place import PlaceAnswer, PlacedAgency
from agreements_ref.web import labels
from agreements_ref.web.answer_view import Badge, badges_of


@dataclass(frozen=True)
class AgencyLine:
    """One agency of a group. words: whose word it is, where nothing is found."""

    card: AgencyCard
    badges: tuple[Badge, ...]
    names_county: bool


@dataclass(frozen=True)
class Group:
    """One of the four groups. found: agencies of which the lists say something for the day.

    folded: such agencies too, but many and with nothing that ties them to the county. others:
    agencies that the lists name on other days only.
    """

    id: str
    title: str
    explanation: str
    nobody: str
    found: tuple[AgencyLine, ...]
    folded: tuple[AgencyLine, ...]
    others: tuple[AgencyLine, ...]


@dataclass(frozen=True)
class Answer:
    """A question that people bring, and its answer in sentences. kind: that of the badge."""

    question: str
    badge: Badge
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class PlaceView:
    """The page's answer. caution: sentences for a notice above it, or none."""

    caution_title: str
    cautions: tuple[str, ...]
    answers: tuple[Answer, ...]
    groups: tuple[Group, ...]


def place_answer(answer: PlaceAnswer) -> PlaceView:
    """Put the answer for a place into words."""
    title, cautions = _cautions(answer)
    return PlaceView(
        caution_title=title,
        cautions=cautions,
        answers=(_sheriff(answer), _city(answer), _several(answer)),
        groups=_groups(answer),
    )


def _cautions(answer: PlaceAnswer) -> tuple[str, tuple[str, ...]]:
    coverage = answer.coverage
    if not coverage.has_data:
        return _("No data for that date"), (
            _("No known list speaks of that day. This is not the same as “no agreement found”."),
        )
    if coverage.stale:
        return _("Last list of %(day)s") % {"day": _day(coverage.stale)}, (
            _(
                "The day is more than 90 days after that list. What has changed since, the lists do"
                " not say."
            ),
        )
    return "", ()


def _sheriff(answer: PlaceAnswer) -> Answer:
    question = _("Does the sheriff have an agreement, and which models?")
    if not answer.sheriffs:
        words = _(
            "No list names a sheriff's office that it places in this county. Look also at the"
            " agencies whose place no list says, below."
        )
        return Answer(question, Badge("plain", _not_found(answer)), (words,))
    sentences = tuple(_said_of(one, answer) for one in answer.sheriffs)
    return Answer(question, _badge_of([one.answer for one in answer.sheriffs], answer), sentences)


def _city(answer: PlaceAnswer) -> Answer:
    question = _("Do the city police take part?")
    if not answer.municipal:
        words = _("No list names a municipal agency that it places in this county.")
        return Answer(question, Badge("plain", _not_found(answer)), (words,))
    sentences = tuple(_said_of(one, answer) for one in answer.municipal if one.is_found)
    if not sentences:
        sentences = (
            _("The lists name municipal agencies placed here, but say nothing of this day."),
        )
    return Answer(question, _badge_of([one.answer for one in answer.municipal], answer), sentences)


def _several(answer: PlaceAnswer) -> Answer:
    question = _("Are there several agreements?")
    count, agencies = answer.agreements_in_effect, answer.agencies_in_effect
    if not count:
        words = _("The lists show no agreement in effect of an agency that they place here.")
        return Answer(question, Badge("plain", _not_found(answer)), (words,))
    of_agencies = ngettext("%(count)s agency", "%(count)s agencies", agencies) % {"count": agencies}
    words = ngettext(
        "%(count)s agreement in effect, of %(agencies)s placed here.",
        "%(count)s agreements in effect, of %(agencies)s placed here.",
        count,
    ) % {"count": count, "agencies": of_agencies}
    state_wide = sum(bool(one.answer.in_effect) for one in answer.state_wide)
    sentences = [words]
    if state_wide:
        sentences.append(
            ngettext(
                "%(count)s state-wide agency with an agreement in effect may act here too.",
                "%(count)s state-wide agencies with an agreement in effect may act here too.",
                state_wide,
            )
            % {"count": state_wide}
        )
    return Answer(question, Badge("info", _("Yes") if count > 1 else _("One")), tuple(sentences))


def _badge_of(answers: Sequence[InEffectAnswer], answer: PlaceAnswer) -> Badge:
    """Return the strongest thing that is said of any of the agencies."""
    for standing in ("in_effect", "uncertain", "pending", "pending_uncertain"):
        if any(getattr(one, standing) for one in answers):
            return Badge(labels.BADGE_KINDS[standing], str(labels.STANDINGS[standing]))
    return Badge("plain", _not_found(answer))


def _not_found(answer: PlaceAnswer) -> str:
    return str(labels.STANDINGS["not_listed" if answer.coverage.has_data else "no_data"])


def _said_of(one: PlacedAgency, answer: PlaceAnswer) -> str:
    said = "; ".join(badge.word for badge in badges_of(one.answer)) or _not_found(answer)
    if one.names_county and not one.card.county_fips:
        return _("%(agency)s: %(said)s. No list says its county; its name does.") % {
            "agency": one.card.name,
            "said": said,
        }
    return _("%(agency)s: %(said)s.") % {"agency": one.card.name, "said": said}


def _groups(answer: PlaceAnswer) -> tuple[Group, ...]:
    return (
        _group(
            "county-agencies",
            _("Agencies of this county"),
            _("Placed here by ICE's lists: the sheriff, the jail, and others that are no city's."),
            _("No list places such an agency in this county."),
            answer.county_agencies,
        ),
        _group(
            "municipal",
            _("Municipal agencies placed here"),
            _("An agreement binds the agency that signed. A sheriff's does not cover the police."),
            _("No list places a municipal agency in this county."),
            answer.municipal,
        ),
        _group(
            "state-wide",
            _("State-wide agencies"),
            _("Agencies of the state, which may act in every county of it."),
            _("No list names a state-wide agency of this state."),
            answer.state_wide,
        ),
        _group(
            "unplaced",
            _("Agencies whose place no list says"),
            _("They are of this state and may be of this county: about a third have no county."),
            _("Every agency of this state that the lists name has a place."),
            [one for one in answer.unplaced if one.names_county or not one.is_found],
            [one for one in answer.unplaced if one.is_found and not one.names_county],
        ),
    )


def _group(
    group_id: str,
    title: str,
    explanation: str,
    nobody: str,
    agencies: Sequence[PlacedAgency],
    folded: Sequence[PlacedAgency] = (),
) -> Group:
    return Group(
        id=group_id,
        title=title,
        explanation=explanation,
        nobody=nobody,
        found=_lines(one for one in agencies if one.is_found),
        folded=_lines(folded),
        others=_lines(one for one in agencies if not one.is_found),
    )


def _lines(agencies: Iterable[PlacedAgency]) -> tuple[AgencyLine, ...]:
    return tuple(
        AgencyLine(one.card, badges_of(one.answer), one.names_county and not one.card.county_fips)
        for one in agencies
    )


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
