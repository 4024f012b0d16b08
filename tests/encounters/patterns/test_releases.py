"""A release from blocks to files: what is counted, what stays, what is refused."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F
from django.test import override_settings

from encounters.patterns import projection, queries, services
from encounters.patterns.models import (
    Block,
    BlockMember,
    ReleaseFile,
    ReportFact,
    ReportRelease,
    WaitingFact,
)
from encounters.patterns.rules.release_check import check_releases
from encounters.patterns.services import releasing
from encounters.patterns.services.practice import NotPractice
from server.access.viewer import SystemReason
from server.accounts.models import Coalition, Team
from server.jobs import runner
from server.jobs.models import Job
from server.vault import keyrings
from server.vault.sealing import InstallationKey, keyed_id
from tests.encounters.patterns.conftest import FIRST_CUT, SECOND_CUT, run_jobs

pytestmark = pytest.mark.django_db
Record = Callable[..., list[UUID]]
Make = Callable[..., ReportRelease]
RUNNING = SystemReason.FORMING_BLOCKS


def _document(release: ReportRelease) -> dict[str, Any]:
    assert release.document is not None
    document: dict[str, Any] = json.loads(bytes(release.document))
    return document


def _cell(release: ReportRelease, table: str, *key: str) -> int | None:
    for found in _document(release)["tables"]:
        if found["id"] == table:
            for cell in found["cells"]:
                if tuple(cell["k"]) == key:
                    return int(cell["v"])
    return None


def _no_progress(percent: int) -> None:
    assert 0 <= percent <= 100


@pytest.fixture
def _keyless() -> Any:
    """A process that was started without keys."""
    caches = (keyrings.projection_key, keyrings.field_keyring, keyrings.field_subkey)
    for cached in caches:
        cached.cache_clear()
    with override_settings(KEYLESS=True, FIELD_KEYS="", PROJECTION_KEY=""):
        yield
    for cached in caches:
        cached.cache_clear()


def test_stops_become_a_release_of_whole_blocks(record_stops: Record, make: Make) -> None:
    record_stops(120)
    record_stops(60, state="NY", county_fips="36061", models_in_effect=[])
    release = make()
    assert (release.state, release.sequence, release.refusal) == ("released", 1, "")
    assert _cell(release, "state-model", "TX", "TFM", "yes") == 60
    assert _cell(release, "state-model", "TX", "TFM", "not_reported") == 60
    assert _cell(release, "state-model", "NY", "none", "any") == 60
    assert _cell(release, "state-quarter", "TX", "2026-Q1", "any") == 120
    assert check_releases([bytes(release.document or b"")]) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "jail_hold"},
        {"verification": "rejected"},
        {"countable": False},
        {"countable": False, "countable_conduct_only": True},
        {"countable_conduct_only": True},
        {"recorded_month": "2026-05"},  # arrived after the data cut
        {"month_bucket": "2026-04"},  # its quarter is open
        {"month_bucket": "2025-12"},  # before the first month
    ],
)
def test_what_is_not_asked_about_is_not_counted(
    record_stops: Record, make: Make, facts: dict[str, Any]
) -> None:
    record_stops(60)
    record_stops(60, **facts)
    release = make()
    assert _cell(release, "state-model", "US", "ALL", "any") == 60
    assert (release.records_total, release.records_excluded) == (60, 0)


def test_a_team_outside_the_coalition_is_not_counted(
    record_stops: Record, make: Make, other_team: Team
) -> None:
    record_stops(60)
    record_stops(60, of=other_team)
    assert _cell(make(), "state-model", "US", "ALL", "any") == 60


def test_what_is_not_known_reaches_only_the_coarser_levels(
    record_stops: Record, make: Make
) -> None:
    record_stops(60, county_fips="unknown")
    record_stops(60, state="unknown", county_fips="unknown")
    record_stops(60, models_in_effect=None)
    release = make()
    assert _cell(release, "state-model", "US", "ALL~rest", "any") == 60
    assert _cell(release, "state-model", "US~rest", "TFM", "any") == 60
    assert _cell(release, "state-model", "TX", "TFM", "any") == 60


def test_small_groups_wait_and_are_counted_rounded(record_stops: Record, make: Make) -> None:
    record_stops(120)
    record_stops(8, state="VT", county_fips="50007", models_in_effect=["JEM"])
    release = make()
    assert (release.records_total, release.records_excluded) == (128, 8)
    provenance = _document(release)["provenance"]
    assert provenance["records_total"] == {"value": 150, "rounded_to": 50}
    assert provenance["records_excluded"] == {"value": 0, "rounded_to": 50}
    assert WaitingFact.objects.for_system(RUNNING).count() == 8


def test_a_second_release_keeps_the_blocks_of_the_first(record_stops: Record, make: Make) -> None:
    record_stops(120)
    record_stops(6, state="VT", county_fips="50007")
    first = make(FIRST_CUT)
    blocks = list(Block.objects.order_by("id").values("id", "sequence", "level", "key", "n"))
    members = BlockMember.objects.for_system(RUNNING)
    held = set(members.values_list("fact_id", "block_id"))
    record_stops(70, recorded_month="2026-05", month_bucket="2026-05")
    record_stops(90, state="NM", county_fips="35001", recorded_month="2026-06")
    second = make(SECOND_CUT)
    assert (second.state, second.sequence) == ("released", 2)
    kept = Block.objects.filter(sequence=1).order_by("id")
    assert list(kept.values("id", "sequence", "level", "key", "n")) == blocks
    assert held < set(members.values_list("fact_id", "block_id"))
    assert _cell(second, "state-quarter", "TX", "2026-Q1", "any") == _cell(
        first, "state-quarter", "TX", "2026-Q1", "any"
    )
    assert _cell(second, "state-quarter", "TX", "2026-Q2", "any") == 70
    bodies = [bytes(release.document or b"") for release in (first, second)]
    assert check_releases(bodies) == []


def test_releases_of_a_population_are_one_chain(record_stops: Record, make: Make) -> None:
    record_stops(120)
    first = make(FIRST_CUT)
    record_stops(120, recorded_month="2026-05", month_bucket="2026-05")
    ReportRelease.objects.filter(pk=first.pk).update(
        document=bytes(first.document or b"").replace(b"120", b"121")
    )
    second = make(SECOND_CUT)
    assert (second.state, second.refusal) == ("refused", "release-ledger-broken")
    assert second.job is not None
    assert second.job.error_code == "release-ledger-broken"


def test_withdrawal_after_a_release_keeps_its_number(record_stops: Record, make: Make) -> None:
    stops = record_stops(120)
    release = make()
    before = bytes(release.document or b"")
    projection.withdraw(stops[0])
    projection.withdraw(stops[0])
    assert ReportFact.objects.for_system(RUNNING).count() == 119
    block = Block.objects.get(tombstones__gt=0)
    assert block.tombstones == 1
    assert sum(Block.objects.values_list("n", flat=True)) == 120
    release.refresh_from_db()
    assert bytes(release.document or b"") == before
    assert queries.has_tombstones(release)
    record_stops(120, recorded_month="2026-05", month_bucket="2026-05")
    second = make(SECOND_CUT)
    assert _cell(second, "state-quarter", "TX", "2026-Q1", "any") == 120


def test_withdrawal_before_the_release_takes_the_record_out_of_its_block(
    record_stops: Record, order: Make
) -> None:
    stops = record_stops(120)
    release = order()
    assert release.job_id is not None
    runner.run(release.job_id)
    projection.withdraw(stops[0])
    done = run_jobs(release)
    assert done.state == "released"
    assert _cell(done, "state-model", "TX", "TFM", "any") == 119
    assert not Block.objects.filter(tombstones__gt=0).exists()


def test_a_fact_that_vanished_while_its_block_was_formed_is_noticed(
    record_stops: Record, order: Make
) -> None:
    record_stops(120)
    release = order()
    assert release.job_id is not None
    runner.run(release.job_id)
    member = BlockMember.objects.for_system(RUNNING).first()
    assert member is not None
    ReportFact.objects.for_system(RUNNING).filter(fact_id=member.fact_id).delete()
    assert _cell(run_jobs(release), "state-model", "US", "ALL", "any") == 119


def test_a_released_fact_is_frozen(record_stops: Record, make: Make, team: Team) -> None:
    (stop, *_rest) = record_stops(60)

    def correct_the_state() -> str:
        projection.project(
            projection.CountableFacts(
                encounter_id=stop,
                team_id=team.id,
                author_id=stop,
                recorded_month="2026-02",
                month_bucket="2026-02",
                state="NY",
                county_fips="36061",
                kind="traffic_stop",
                setting="vehicle_stop",
                status_question_asked="yes",
                models_in_effect=["TFM"],
                basis="observed",
                confidence="certain",
                verification="unverified",
                countable=True,
                countable_conduct_only=False,
            )
        )
        fact_id = keyed_id(InstallationKey(keyrings.projection_key()), "fact", stop).hex()
        return ReportFact.objects.for_system(RUNNING).get(fact_id=fact_id).state

    make()
    assert correct_the_state() == "TX"
    assert ReportFact.objects.for_system(RUNNING).count() == 60
    BlockMember.objects.for_system(RUNNING).all().delete()
    assert correct_the_state() == "NY"


def test_forming_twice_forms_once(record_stops: Record, order: Make) -> None:
    record_stops(120)
    record_stops(5, state="VT", county_fips="50007")
    release = order()
    services.form_blocks(release_id=release.id, progress=_no_progress)
    blocks = set(Block.objects.values_list("id", flat=True))
    jobs = Job.objects.count()
    services.form_blocks(release_id=release.id, progress=_no_progress)
    assert set(Block.objects.values_list("id", flat=True)) == blocks
    assert Job.objects.count() == jobs
    assert set(WaitingFact.objects.for_system(RUNNING).values_list("waits", flat=True)) == {1}


def test_writing_twice_writes_once(record_stops: Record, make: Make) -> None:
    record_stops(120)
    release = make()
    files = dict(ReleaseFile.objects.values_list("name", "id"))
    services.render_release(release_id=release.id, progress=_no_progress)
    assert dict(ReleaseFile.objects.values_list("name", "id")) == files


def test_two_attempts_write_the_same_bytes(record_stops: Record, order: Make) -> None:
    record_stops(120)
    release = order()
    services.form_blocks(release_id=release.id, progress=_no_progress)
    formed = ReportRelease.objects.select_related("plan").get(pk=release.pk)
    assert releasing._build(formed).body == releasing._build(formed).body


def test_progress_rises_to_the_end(record_stops: Record, order: Make) -> None:
    record_stops(120)
    release = order()
    steps: list[int] = []
    services.form_blocks(release_id=release.id, progress=steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == 100
    steps.clear()
    services.render_release(release_id=release.id, progress=steps.append)
    assert steps == sorted(steps)
    assert len(steps) > 5
    assert steps[-1] == 100


def test_the_page_counts_both_jobs_as_one_piece_of_work(record_stops: Record, order: Make) -> None:
    record_stops(120)
    release = order()
    assert queries.percent_done(release) == 0
    assert release.job_id is not None
    runner.run(release.job_id)
    formed = queries.release_with_job(release.id)
    assert (formed.state, queries.percent_done(formed)) == ("formed", 50)
    assert queries.percent_done(run_jobs(release)) == 100


@pytest.mark.usefixtures("_keyless")
def test_a_process_without_keys_cannot_form_blocks(order_before_keys: ReportRelease) -> None:
    with pytest.raises(ImproperlyConfigured):
        services.form_blocks(release_id=order_before_keys.id, progress=_no_progress)
    order_before_keys.refresh_from_db()
    assert order_before_keys.state == "ordered"
    assert not Block.objects.exists()


@pytest.fixture
def order_before_keys(record_stops: Record, order: Make, request: pytest.FixtureRequest) -> Any:
    """An order made by the web process, before this one lost its keys."""
    with override_settings(KEYLESS=False, FIELD_KEYS="1:" + "11" * 32, PROJECTION_KEY="22" * 32):
        record_stops(120)
        release = order()
    keyrings.projection_key.cache_clear()
    return release


def test_a_process_without_keys_writes_the_release(
    record_stops: Record, order: Make, request: pytest.FixtureRequest
) -> None:
    record_stops(120)
    release = order()
    services.form_blocks(release_id=release.id, progress=_no_progress)
    request.getfixturevalue("_keyless")
    assert runner.runnable_kinds() >= {"render_release"}
    assert "form_blocks" not in runner.runnable_kinds()
    assert run_jobs(release).state == "released"


def test_a_finding_of_the_check_refuses_and_leaves_nothing(
    record_stops: Record, order: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_stops(120)
    record_stops(5, state="VT", county_fips="50007")
    release = order()
    services.form_blocks(release_id=release.id, progress=_no_progress)
    monkeypatch.setattr(
        releasing, "check_releases", lambda bodies: check_releases([*bodies, *bodies])
    )
    refused = run_jobs(release)
    assert (refused.state, refused.refusal) == ("refused", "release-check-failed")
    assert refused.job is not None
    assert (refused.job.state, refused.job.error_code) == ("failed", "release-check-failed")
    assert refused.document is None
    for model in (Block, ReleaseFile):
        assert not model.objects.exists()
    for model in (BlockMember, WaitingFact):
        assert not model.objects.for_system(RUNNING).exists()


def test_a_block_that_was_cut_again_refuses_the_next_release(
    record_stops: Record, make: Make
) -> None:
    record_stops(120)
    first = make(FIRST_CUT)
    Block.objects.filter(key__0="yes").update(n=F("n") + 3)
    record_stops(120, recorded_month="2026-05", month_bucket="2026-05")
    second = make(SECOND_CUT)
    assert (second.state, second.refusal) == ("refused", "release-check-failed")
    assert not Block.objects.filter(sequence=2).exists()
    assert Block.objects.filter(sequence=1).exists()
    first.refresh_from_db()
    assert first.state == "released"


def test_a_check_that_takes_too_long_refuses(
    record_stops: Record, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "CHECK_MOST_S", -1)
    record_stops(120)
    release = make()
    assert (release.state, release.refusal) == ("refused", "release-check-timed-out")


def test_after_a_refusal_the_same_sequence_forms_the_same_blocks(
    record_stops: Record, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_stops(120)
    record_stops(25, state="VT", county_fips="50007")
    with monkeypatch.context() as patched:
        patched.setattr(releasing, "CHECK_MOST_S", -1)
        make()
    refused_waits = set(WaitingFact.objects.for_system(RUNNING).values_list("waits", flat=True))
    again = make()
    assert (again.state, again.sequence) == ("released", 1)
    assert refused_waits == set()
    assert set(WaitingFact.objects.for_system(RUNNING).values_list("waits", flat=True)) <= {1}


def test_waits_of_earlier_releases_survive_a_refusal(
    record_stops: Record, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_stops(120)
    record_stops(5, state="VT", county_fips="50007")
    make(FIRST_CUT)
    with monkeypatch.context() as patched:
        patched.setattr(releasing, "CHECK_MOST_S", -1)
        make(SECOND_CUT)
    waiting = WaitingFact.objects.for_system(RUNNING)
    assert set(waiting.values_list("waits", "last_sequence")) == {(1, 1)}
    assert Block.objects.filter(sequence=1).exists()


def test_nothing_large_enough_is_refused(record_stops: Record, make: Make) -> None:
    record_stops(9)
    release = make()
    assert (release.state, release.refusal) == ("refused", "release-nothing-to-show")
    assert not Block.objects.exists()


def test_no_file_shows_a_small_count_or_an_id(record_stops: Record, make: Make) -> None:
    record_stops(120)
    record_stops(7, state="VT", county_fips="50007")
    record_stops(13, state="NY", county_fips="36061", models_in_effect=[])
    release = make()
    document = _document(release)
    shown = [cell["v"] for table in document["tables"] for cell in table["cells"]]
    assert shown
    assert min(shown) >= 11
    files = [bytes(file.content) for file in ReleaseFile.objects.all()]
    facts = ReportFact.objects.for_system(RUNNING)
    secrets = {str(release.id), str(release.plan_id), str(release.plan.coalition_id)}
    secrets |= {str(release.ordered_by_id), release.plan.coalition.name}
    for names in ("fact_id", "team_key", "contributor_key", "person_key"):
        secrets |= set(facts.values_list(names, flat=True))
    secrets |= {str(pk) for pk in Block.objects.values_list("id", flat=True)}
    for content in files:
        text = content.decode("utf-8-sig")
        assert not [secret for secret in secrets if secret in text]


def test_the_ledger_outlives_its_coalition(
    record_stops: Record, make: Make, coalition: Coalition
) -> None:
    from django.db.models import ProtectedError

    record_stops(60)
    release = make()
    with pytest.raises(ProtectedError):
        release.delete()
    with pytest.raises(ProtectedError):
        Coalition.objects.filter(pk=coalition.pk).delete()


def test_only_a_practice_coalitions_releases_are_forgotten(
    record_stops: Record, make: Make, coalition: Coalition
) -> None:
    record_stops(60)
    release = make()
    with pytest.raises(NotPractice):
        services.forget_practice_releases(coalition_id=coalition.id)
    Coalition.objects.filter(pk=coalition.pk).update(is_practice=True)
    services.forget_practice_releases(coalition_id=coalition.id)
    assert not ReportRelease.objects.exists()
    assert not Block.objects.exists()
    assert not Job.objects.filter(object_id=release.id).exists()
