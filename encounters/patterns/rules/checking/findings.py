"""What the release check reports: a code for the rule, the file, the place, and a sentence."""

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule.

    code: stable name of the rule. file: release id as the file states it, or its position.
    place: path inside the file, `tables[0].cells[12]`. message: the rule in words; it never
    states a number that the file does not show.
    """

    code: str
    file: str
    place: str
    message: str


@dataclass
class Report:
    """Collects the findings about one file."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, place: str, message: str) -> None:
        self.findings.append(Finding(code, self.file, place, message))
