"""The program models of section 287(g) as the lists name them."""

from enum import StrEnum


class ProgramModel(StrEnum):
    """JEM and WSO work inside a jail, TFM on the street. UNKNOWN is kept and never evaluated."""

    JEM = "JEM"
    TFM = "TFM"
    WSO = "WSO"
    UNKNOWN = "unknown"


EVALUATED = (ProgramModel.JEM, ProgramModel.TFM, ProgramModel.WSO)
_BY_WORDS = {
    "jail enforcement model": ProgramModel.JEM,
    "task force model": ProgramModel.TFM,
    "warrant service officer": ProgramModel.WSO,
}


def read_program_model(text: str) -> ProgramModel | None:
    """Read a SUPPORT TYPE cell: None when empty, UNKNOWN when the words are no model we know."""
    words = text.strip().casefold()
    if not words:
        return None
    return _BY_WORDS.get(words, ProgramModel.UNKNOWN)
