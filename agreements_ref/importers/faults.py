"""Why a file cannot be read as a list."""


class ListFault(ValueError):
    """A file that is no list, or a damaged one. code: see `agreements_ref.problems.FAULTS`.

    where: what the sentence of the code names (sheet, row, column, limit).
    """

    def __init__(self, code: str, **where: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
