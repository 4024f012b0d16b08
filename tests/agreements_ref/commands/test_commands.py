"""The three commands: what they print, and how they refuse."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agreements_ref import services
from agreements_ref.models import Agency, ListSnapshot
from tests.agreements_ref.sheets import PARTICIPATING, agreement, incoming, sheet_bytes

pytestmark = pytest.mark.django_db
BAKER = "Baker County Sheriff's Office"
NAME = "participatingAgencies06062025am.xlsx"


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(*words)
    assert caught.value.returncode == 2
    return str(caught.value)


@pytest.fixture
def list_file(tmp_path: Path) -> Callable[..., str]:
    """Return `list_file(rows, name)`: the path of a list on disk."""

    def write(rows: list[dict[str, Any]], name: str = NAME, header: Any = PARTICIPATING) -> str:
        path = tmp_path / name
        path.write_bytes(sheet_bytes(rows, header))
        return str(path)

    return write


def test_a_list_is_imported_and_reported(list_file: Callable[..., str]) -> None:
    path = list_file([agreement(), agreement(state="ATLANTIS")])
    (result,) = json.loads(
        run("import_agreements", path, "--known-from", "2025-06-07T01:02:03Z", "--json")
    )
    assert result["state"] == "imported"
    assert result["list_date"] == "2025-06-06"
    assert result["known_from"] == "2025-06-07T01:02:03+00:00"
    assert result["rows"]["data_rows"] == 2
    assert result["rows"]["rejected"] == 1
    assert result["remarks"][0]["row"] == 3
    assert "known" in run("import_agreements", path)


def test_a_dry_run_prints_and_writes_nothing(list_file: Callable[..., str]) -> None:
    services.import_list(incoming([agreement()], date(2025, 5, 5)))
    path = list_file([agreement(), agreement(program_model="TFM")])
    printed = run("import_agreements", path, "--dry-run")
    assert "added: FL Baker County Sheriff's Office TFM" in printed
    assert ListSnapshot.objects.count() == 1


def test_a_waiting_list_ends_with_code_2_and_the_remedy(list_file: Callable[..., str]) -> None:
    path = list_file([agreement()], header=(*PARTICIPATING, "FEE"))
    said = refused("import_agreements", path)
    assert NAME in said
    assert "nobody knows the column FEE" in said
    assert "--accept REASON" in said
    run("import_agreements", path, "--accept", "new column")
    assert ListSnapshot.objects.get().waits_for == []
    assert ListSnapshot.objects.get().accepted_reason == "new column"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ((), "FILE"),
        (("nowhere.xlsx",), "nowhere.xlsx"),
        (("{list}", "--known-from", "yesterday"), "--known-from"),
        (("{list}", "--list-date", "06/06/2025"), "--list-date"),
        (("{list}", "--accept", " "), "--accept"),
        (("--founding", "--dry-run"), "--founding"),
    ],
)
def test_bad_input_names_the_field(
    words: tuple[str, ...], field: str, list_file: Callable[..., str]
) -> None:
    path = list_file([agreement()])
    said = refused("import_agreements", *(word.replace("{list}", path) for word in words))
    assert said.startswith(field)
    assert ListSnapshot.objects.count() == 0


def test_a_broken_file_names_itself_and_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"PK\x03\x04 nothing")
    said = refused("import_agreements", str(path))
    assert f"{NAME}: The file is not a readable .xlsx workbook" in said
    assert "Nothing was stored" in said


def test_the_founding_list_is_loaded_by_command_once() -> None:
    assert "90 rows: 90 accepted" in run("import_agreements", "--founding")
    assert run("import_agreements", "--founding") == ""
    assert Agency.objects.count() == 89


def test_a_question_is_answered_as_json_and_in_words() -> None:
    services.load_founding_list()
    words = (
        "agreements_in_effect",
        "--state",
        "florida",
        "--agency",
        "Clay County Sheriff’s Office",
    )
    answer = json.loads(run(*words, "--on", "2019-05-01", "--json"))
    assert answer["in_effect"] == ["JEM"]
    assert {one["row"] for one in answer["evidence"] if one["program_model"] == "JEM"} == {13}
    printed = run(*words, "--on", "2019-05-20")
    assert "in effect: JEM" in printed
    assert "as ICE's list of 2019-05-20 said" in printed
    earlier = json.loads(run(*words, "--on", "2019-05-20", "--known-on", "2019-05-19", "--json"))
    assert earlier["in_effect"] == []
    assert earlier["coverage"]["says"] == "no data for that date"


def test_an_agency_that_no_list_has_is_an_answer() -> None:
    services.load_founding_list()
    words = ("agreements_in_effect", "--state", "TX", "--agency", "Nobody's Office")
    assert "no agreement found" in run(*words, "--on", "2019-06-01")
    assert "no data for that date" in run(*words, "--on", "2019-05-19")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--agency", BAKER, "--on", "2019-05-20"), "--state"),
        (("--state", "FL", "--on", "2019-05-20"), "--agency"),
        (("--state", "FL", "--agency", BAKER), "--on"),
        (("--state", "XX", "--agency", BAKER, "--on", "2019-05-20"), "--state"),
        (("--state", "FL", "--agency", " . ", "--on", "2019-05-20"), "--agency"),
        (("--state", "FL", "--agency", BAKER, "--on", "2019-02-30"), "--on"),
        (("--state", "FL", "--agency", BAKER, "--on", "20190520"), "--on"),
        (
            ("--state", "FL", "--agency", BAKER, "--on", "2019-05-20", "--known-on", "now"),
            "--known-on",
        ),
        (("--batch", "nowhere.jsonl"), "--batch"),
    ],
)
def test_a_question_that_cannot_be_read_names_the_field(words: tuple[str, ...], field: str) -> None:
    assert refused("agreements_in_effect", *words).startswith(field)


def test_a_batch_answers_line_by_line_with_the_id(tmp_path: Path) -> None:
    services.load_founding_list()
    questions = [
        {"id": 1, "state": "FL", "agency": "Clay County Sheriff's Office", "on_date": "2019-05-20"},
        {"id": "b", "state": "TX", "agency": "Nobody", "on_date": "2019-05-20", "known_on": None},
        {
            "id": None,
            "state": "FLORIDA",
            "agency": "Hernando County Sheriff's Office",
            "on_date": "2019-05-20",
            "known_on": "2019-05-20",
        },
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n\n".join(json.dumps(one) for one in questions), encoding="utf-8")
    answers = [
        json.loads(line) for line in run("agreements_in_effect", "--batch", str(path)).splitlines()
    ]
    assert [answer["id"] for answer in answers] == [1, "b", None]
    assert [answer["in_effect"] for answer in answers] == [["JEM"], [], ["JEM", "WSO"]]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("{", "line 2: is not JSON"),
        ("[1]", "line 2: is no JSON object"),
        ('{"id": 7, "state": "FL", "agency": "x"}', "line 2, id 7, on_date: is missing"),
        (
            '{"id": 7, "state": "XX", "agency": "x", "on_date": "2019-05-20"}',
            "line 2, id 7: state: 'XX' is no state",
        ),
        (
            '{"id": 7, "state": "FL", "agency": 5, "on_date": "2019-05-20"}',
            "line 2, id 7: agency: 5 is no agency's name",
        ),
        (
            '{"id": 7, "state": "FL", "agency": "x", "on_date": "2019-05-20", "known_on": 3}',
            "line 2, id 7: known_on: 3 is no day",
        ),
    ],
)
def test_a_bad_line_names_its_number_id_and_field_and_nothing_is_printed(
    line: str, place: str, tmp_path: Path
) -> None:
    good = '{"id": 1, "state": "FL", "agency": "x", "on_date": "2019-05-20"}'
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("agreements_in_effect", "--batch", str(path), stdout=out)
    assert str(caught.value).startswith(place)
    assert caught.value.returncode == 2
    assert out.getvalue() == ""


def test_a_rebuild_is_checked_and_a_difference_ends_with_code_1() -> None:
    services.load_founding_list()
    report = json.loads(run("rebuild_agreements", "--check", "--json"))
    assert report["is_clean"]
    assert report["lists"] == 1
    Agency.objects.filter(state="FL").update(name="Somebody else")
    with pytest.raises(CommandError) as caught:
        run("rebuild_agreements", "--check")
    assert caught.value.returncode == 1
    assert "0 versions" in run("rebuild_agreements")
    assert json.loads(run("rebuild_agreements", "--check", "--json"))["agencies"] == 0
