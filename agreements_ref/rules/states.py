"""The 50 states, the District of Columbia and the territories, and how a cell names one."""

from dataclasses import dataclass

STATE_NAMES: dict[str, str] = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "Virgin Islands",
}
_BY_WORD = {code.casefold(): code for code in STATE_NAMES} | {
    name.casefold(): code for code, name in STATE_NAMES.items()
}
_BY_WORD["u.s. virgin islands"] = "VI"


@dataclass(frozen=True)
class StateReading:
    """The postal code a cell stands for; corrected: one letter of the name was wrong."""

    code: str
    corrected: bool


def read_state(text: str) -> StateReading | None:
    """Read a state's full name or postal code, without regard to case and outer blanks.

    A word exactly one letter away from the name of a single state is read as that state.
    Returns None for anything else. Source: registry rules, 2.4.
    """
    word = text.strip().casefold()
    if word in _BY_WORD:
        return StateReading(_BY_WORD[word], corrected=False)
    near = [code for code, name in STATE_NAMES.items() if is_one_letter_away(word, name.casefold())]
    return StateReading(near[0], corrected=True) if len(near) == 1 else None


def is_one_letter_away(one: str, other: str) -> bool:
    """Say whether one letter added, left out or exchanged makes the two words equal."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    first = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    if len(shorter) == len(longer):
        return shorter[first + 1 :] == longer[first + 1 :]
    return shorter[first:] == longer[first + 1 :]
