"""Places in words: county and state by name, and what is not known of them."""

from django.utils.translation import gettext as _

from agreements_ref.rules.places import UnknownCounty, county
from agreements_ref.rules.states import STATE_NAMES


def written_place(state: str, county_fips: str) -> str:
    """Return `Gaston County, North Carolina`; says so where county or state is not known."""
    name = STATE_NAMES.get(state)
    if name is None:
        return _("place not known")
    try:
        return f"{county(county_fips).name}, {name}"
    except UnknownCounty:
        return _("%(state)s, county not known") % {"state": name}
