"""The words of the finding rules: what officers did, where, and under which agreements.

Source: authority.md, section 6. The field dictionary's stored codes are translated into these
words by `crosswalk.py` alone.
"""

from enum import StrEnum
from typing import Final


class Act(StrEnum):
    """What an officer did. Any other word is kept and fires no rule."""

    ASKED_STATUS = "asked-status"
    ASKED_BIRTHPLACE = "asked-birthplace"
    ASKED_IMMIGRATION_DOCUMENTS = "asked-immigration-documents"
    SERVED_I200 = "served-i200"
    SERVED_I205 = "served-i205"
    ARREST_IMMIGRATION_NO_WARRANT = "arrest-immigration-no-warrant"
    ISSUED_DETAINER = "issued-detainer"
    PREPARED_CHARGING_DOCUMENT = "prepared-charging-document"
    TOOK_SWORN_STATEMENT = "took-sworn-statement"
    TRANSPORTED_FOR_ICE = "transported-for-ice"
    IMMIGRATION_ONLY_OPERATION = "immigration-only-operation"
    ISSUED_I200 = "issued-i200"
    ISSUED_I205 = "issued-i205"
    ENTERED_HOME_ON_ADMIN_WARRANT = "entered-home-on-admin-warrant"
    # These never fire a rule.
    ASKED_BIRTHPLACE_ROUTINE = "asked-birthplace-routine"
    CALLED_ICE = "called-ice"
    STATUS_CHECK_QUERY = "status-check-query"


ASKING: Final[frozenset[str]] = frozenset(
    {Act.ASKED_STATUS, Act.ASKED_BIRTHPLACE, Act.ASKED_IMMIGRATION_DOCUMENTS}
)


class ActSetting(StrEnum):
    """Where an act took place, as far as the models' powers depend on it."""

    STREET_STOP = "street-stop"
    TRAFFIC_STOP = "traffic-stop"
    CHECKPOINT = "checkpoint"
    RESIDENCE = "residence"
    WORKPLACE = "workplace"
    PUBLIC_PLACE = "public-place"
    COURTHOUSE = "courthouse"
    JAIL = "jail"
    BOOKING = "booking"
    PRISON = "prison"


IN_CUSTODY: Final = frozenset({ActSetting.JAIL, ActSetting.BOOKING, ActSetting.PRISON})
IN_THE_FIELD: Final = frozenset(ActSetting) - IN_CUSTODY

TFM: Final = "TFM"
JEM: Final = "JEM"
WSO: Final = "WSO"
READABLE_MODELS: Final = frozenset({TFM, JEM, WSO})
"""Program models whose powers are known. Another model in effect (tribal variants, texts nobody
has read) may give any power: rules that need the models then stay silent."""
