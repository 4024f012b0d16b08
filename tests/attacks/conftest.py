"""The records that attacks are played against: as in `tests.cases`."""

from tests.cases.conftest import case_file, in_case, in_intake

__all__ = ["case_file", "in_case", "in_intake"]
