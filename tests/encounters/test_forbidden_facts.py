"""What is never stored is known by name, however the name is written or nested."""

import logging

import pytest

from encounters.problems import ForbiddenFact, refuse_forbidden_facts
from encounters.rules.forbidden_facts import forbidden_fact


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("immigration_status", "immigration_status"),
        ("immigrationStatus", "immigration_status"),
        ("Immigration-Status", "immigration_status"),
        ("person_immigration_status_guess", "immigration_status"),
        ("status_answer", "status_answer"),
        ("answer", "answer"),
        ("SSN", "ssn"),
        ("personSSN", "ssn"),
        ("social_security_number", "social_security"),
        ("biometricTemplate", "biometric"),
        ("fingerprints", "fingerprints"),
        ("socialMedia", "social_media"),
        ("ip", "ip"),
        ("ipAddress", "ip"),
        ("client-ip-address", "ip"),
        ("UserAgent", "user_agent"),
        ("phone_contacts", "phone_contacts"),
        ("advertising_id", "advertising_id"),
        ("passphrase", "passphrase"),
    ],
)
def test_a_forbidden_name_is_known_in_every_spelling(name: str, fact: str) -> None:
    assert forbidden_fact(name) == fact


@pytest.mark.parametrize(
    "name",
    [
        "status_question_asked",
        "verification",
        "answer_kind",
        "relationship",
        "description",
        "place_text",
        "county_fips",
        "csrfmiddlewaretoken",
        "count-5d56c6cf-82e8-5462-9a43-4850cd0a9b52",
    ],
)
def test_our_own_names_are_not_forbidden(name: str) -> None:
    assert forbidden_fact(name) is None


def test_a_forbidden_fact_cannot_hide_deep_inside() -> None:
    with pytest.raises(ForbiddenFact) as caught:
        refuse_forbidden_facts(
            {"kind": "traffic_stop", "agency_presence": [{}, {"details": {"SSN": "1"}}]}
        )
    assert [error.field for error in caught.value.errors] == ["agency_presence[1].details.SSN"]


def test_the_log_keeps_our_name_for_it_and_no_value(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(ForbiddenFact):
        refuse_forbidden_facts({"my\nssn\nfake log line": "078-05-1120"})
    assert [record.getMessage() for record in caplog.records] == ["refused a forbidden fact: ssn"]
