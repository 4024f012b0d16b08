import pytest

from agreements_ref.importers import ListFault, read_file
from agreements_ref.rules.cells import Cell

HEADER = "state,agency,support_type,signed,moa_listed\n"
ROW = "FLORIDA,Baker County Sheriff’s Office,Warrant Service Officer,2019-05-06,no\n"


def test_a_table_of_text_is_read_like_a_sheet() -> None:
    sheet = read_file((HEADER + ROW + "\n" + ROW).encode()).sheet
    assert sheet.is_table
    assert [row.number for row in sheet.rows] == [2, 4]
    assert sheet.rows[0].cells[1] == Cell("B", "Baker County Sheriff’s Office")


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert len(read_file(("\ufeff" + HEADER + ROW).encode()).sheet.rows) == 1


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("name,age\nx,1\n", "not-a-list", {}),
        (HEADER + ROW + "FLORIDA,x\n", "ragged-row", {"row": 3, "found": 2, "expected": 5}),
        (HEADER + 'FLORIDA,"x', "not-a-list", {}),
        (HEADER + ROW.replace("Baker", "B\0ker"), "not-a-list", {}),
        (HEADER + ROW.replace("Baker", "B" * 1001), "text-too-long", {"row": 2, "column": "B"}),
    ],
)
def test_a_broken_table_is_refused_with_the_place(
    text: str, code: str, where: dict[str, object]
) -> None:
    with pytest.raises(ListFault) as caught:
        read_file(text.encode())
    assert (caught.value.code, caught.value.where) == (code, where)
