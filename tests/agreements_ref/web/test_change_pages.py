"""`/agreements/changes/` and `/agreements/growth/`."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from agreements_ref import services
from agreements_ref.queries.changes import ListCount, ListName, comparable_lists, counts_by_list
from agreements_ref.web.growth_chart import HEIGHT, WIDTH, growth_chart
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.agreements_ref.web.conftest import Reading

CHANGES, GROWTH = "/agreements/changes/", "/agreements/growth/"


@pytest.fixture
def _lists(db: None) -> None:
    towns = [agreement(f"Town {number} Police", "TFM", county=None) for number in range(9)]
    services.import_lists(
        [
            incoming([agreement("Baker County Jail")], date(2025, 6, 6)),
            incoming([agreement("Baker County Jail", "JEM"), *towns], date(2025, 6, 20)),
            pending([request("Bay County Jail")], date(2025, 6, 21)),
        ]
    )


@pytest.mark.usefixtures("_lists")
def test_the_two_newest_lists_are_compared_unasked(read: Callable[..., Reading]) -> None:
    page = read(CHANGES)
    assert page.status == 200
    assert "From the list of June 6, 2025 to that of June 20, 2025, 0 agreements" in page.text
    assert "Added (10)" in page.text
    assert "Gone: not listed since (1)" in page.text
    assert "Not listed since: WSO New: JEM" in page.text


@pytest.mark.usefixtures("_lists")
def test_any_two_lists_of_one_kind_can_be_chosen(read: Callable[..., Reading]) -> None:
    later, earlier, requests = (one.sha256 for one in comparable_lists())
    page = read(CHANGES, earlier=later, later=earlier)
    assert "Added (1)" in page.text
    assert "Gone: not listed since (10)" in page.text
    mixed = read(CHANGES, earlier=earlier, later=requests)
    assert mixed.status == 422
    assert "Choose two lists of one kind." in mixed.text
    assert read(CHANGES, earlier="x", later=requests).status == 422


def test_with_fewer_than_two_lists_the_page_asks_or_says_why_not(
    read: Callable[..., Reading],
) -> None:
    assert "The register is empty." in read(CHANGES).text
    assert "The register is empty." in read(GROWTH).text
    services.import_list(incoming([agreement()], date(2025, 6, 6)))
    assert read(CHANGES).status == 200
    assert "growth-chart" not in read(GROWTH).markup.partition("</head>")[2]


@pytest.mark.usefixtures("_lists")
def test_growth_stands_in_a_table_beside_its_picture(read: Callable[..., Reading]) -> None:
    page = read(GROWTH)
    assert "June 20, 2025 1 9 0 10 10 1 June 6, 2025 0 0 1 1 1 1" in page.text
    assert 'class="line--TFM"' in page.markup
    assert "style=" not in page.markup
    spanish = read(GROWTH, "es")
    assert "Crecimiento por modelo" in spanish.text
    assert all("," not in part.split('"')[0] for part in spanish.markup.split('cy="')[1:])


@pytest.mark.usefixtures("_lists")
def test_every_point_lies_in_the_picture_and_more_is_higher() -> None:
    chart = growth_chart(counts_by_list())
    assert chart is not None
    marks = {line.code: line.marks for line in chart.lines}
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for found in marks.values() for x, y in found)
    assert marks["TFM"][1][1] < marks["TFM"][0][1]
    assert marks["TFM"][0][0] < marks["TFM"][1][0]


def test_labels_of_lines_that_end_together_do_not_lie_on_each_other() -> None:
    def count(day: date, **by_model: int) -> ListCount:
        name = ListName(day.isoformat(), "participating", "x", day, None)  # type: ignore[arg-type]
        return ListCount(name, by_model, 0, 0, 0)

    chart = growth_chart(
        [
            count(date(2025, 6, 1), JEM=1, TFM=1, WSO=1),
            count(date(2025, 7, 1), JEM=700, TFM=700, WSO=699),
        ]
    )
    assert chart is not None
    heights = sorted(line.label_y for line in chart.lines)
    assert min(b - a for a, b in pairwise(heights)) >= 24
    assert [one.value for one in chart.grid] == [0, 200, 400, 600]
