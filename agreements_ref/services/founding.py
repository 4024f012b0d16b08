"""The list that every installation begins with."""

from datetime import UTC, date, datetime
from pathlib import Path

from agreements_ref.models import ListSnapshot
from agreements_ref.rules.columns import ListKind
from agreements_ref.services.importing import IncomingList, import_list
from agreements_ref.services.results import ImportResult

# ICE's page of this day; its source is stated in `data/README.md`.
FOUNDING_DAY = date(2019, 5, 20)
FOUNDING_FILE = Path(__file__).resolve().parent.parent / "data" / "agreements_2019-05-20.csv"


def load_founding_list() -> ImportResult | None:
    """Import the 90 agreements of 20 May 2019, known from that day. None when they are there."""
    known_from = datetime(2019, 5, 20, tzinfo=UTC)
    incoming = IncomingList(
        file_name=FOUNDING_FILE.name,
        content=FOUNDING_FILE.read_bytes(),
        kind=ListKind.PARTICIPATING,
        list_date=FOUNDING_DAY,
        known_from=known_from,
    )
    if ListSnapshot.objects.filter(
        sha256=incoming.sha256,
        observations__seen_at=known_from,
        observations__file_name=incoming.file_name,
    ).exists():
        return None
    return import_list(incoming)
