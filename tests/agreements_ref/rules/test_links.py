import pytest

from agreements_ref.rules.links import LINK_REMOVED, MAIL_REMOVED, clean_link, clean_text

DOCUMENT = "https://www.ice.gov/doclib/287gMOA/BakerCo_WSO_05.08.25.pdf"
FILTER = (
    "https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ice.gov%2Fdoclib"
    "%2F287gMOA%2FBakerCo_WSO_05.08.25.pdf&data=05%7C02%7CSome.Body%40ice.dhs.gov%7C06&reserved=0"
)


@pytest.mark.parametrize(
    "target",
    [
        DOCUMENT,
        f"{DOCUMENT}?utm=1#page=2",
        f"  {DOCUMENT} ",
        FILTER,
        f"https://urldefense.com/v3/__{DOCUMENT}__;!!abc$",
        "https://linkprotect.example/url?a=" + DOCUMENT.replace("/", "%2F").replace(":", "%3A"),
        "HTTPS://WWW.ICE.GOV:443/doclib/287gMOA/BakerCo_WSO_05.08.25.pdf",
    ],
)
def test_the_address_of_the_document_is_kept_without_filter_and_query(target: str) -> None:
    assert clean_link(target).address == DOCUMENT


@pytest.mark.parametrize(
    ("target", "why_not"),
    [
        ("http://www.ice.gov/doclib/a.pdf", "link-not-https"),
        ("https://ice.gov.example.com/a.pdf", "link-elsewhere"),
        ("https://notice.gov/a.pdf", "link-elsewhere"),
        ("mailto:some.body@ice.dhs.gov", "link-unreadable"),
        ("file:///C:/lists/a.pdf", "link-unreadable"),
        ("https://[broken/a.pdf", "link-unreadable"),
        ("https://www.ice.gov/to/some.body%40ice.dhs.gov/a.pdf", "link-with-mail-address"),
    ],
)
def test_other_links_are_not_kept_and_the_reason_is(target: str, why_not: str) -> None:
    reading = clean_link(target)
    assert reading.address is None
    assert reading.why_not == why_not
    assert "body" not in reading.where


def test_a_filter_around_a_foreign_page_is_foreign() -> None:
    wrapped = "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa"
    assert clean_link(wrapped).why_not == "link-elsewhere"
    assert clean_link(wrapped).where == "https://example.com"


def test_text_loses_filters_and_addresses_and_nothing_else() -> None:
    assert clean_text("link\u00a0|\u00a0addendum") == "link\u00a0|\u00a0addendum"
    assert clean_text(DOCUMENT) == DOCUMENT
    assert clean_text(f"see {FILTER}") == f"see {DOCUMENT}"
    assert clean_text("ask Some.Body@ice.dhs.gov") == f"ask {MAIL_REMOVED}"
    assert clean_text("at https://example.com/x?y=z") == f"at {LINK_REMOVED}"
