"""What is kept of a hyperlink, and what is never kept: mail filters, queries, addresses."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

KEPT_DOMAINS = ("ice.gov", "dhs.gov")
_MOST_WRAPPINGS = 5
_URL = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>|()\"']+@[^\s@<>|()\"']+\.[A-Za-z]{2,}")
MAIL_REMOVED = "[mail address not stored]"
LINK_REMOVED = "[link not stored]"


@dataclass(frozen=True)
class LinkReading:
    """address: what may be kept, or None. why_not: a code when an address was there.

    where: scheme and host of an address that was not kept, for the remark; no path, no query.
    """

    address: str | None
    why_not: str | None = None
    where: str = ""


def clean_link(target: str) -> LinkReading:
    """Take the inner address out of mail-filter links and keep https on ice.gov or dhs.gov.

    Query, fragment, port and user part are dropped. Nothing is fetched. Source: registry rules,
    2.12.
    """
    text = target.strip()
    if not text:
        return LinkReading(None)
    try:
        parts = _unwrap(text)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return LinkReading(None, "link-unreadable")
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"} or not host:
        return LinkReading(None, "link-unreadable")
    if not is_kept_host(host):
        return LinkReading(None, "link-elsewhere", f"{scheme}://{host}")
    if scheme != "https":
        return LinkReading(None, "link-not-https", f"{scheme}://{host}")
    path = quote(parts.path, safe="/%:+,;=~!$'()*-._")
    if _MAIL.search(unquote(path)):
        return LinkReading(None, "link-with-mail-address", f"{scheme}://{host}")
    return LinkReading(f"https://{host}{path}")


def is_kept_host(host: str) -> bool:
    """Say whether a host is ice.gov or dhs.gov, or lies below one of them."""
    return any(host == domain or host.endswith(f".{domain}") for domain in KEPT_DOMAINS)


def _unwrap(text: str) -> SplitResult:
    parts = urlsplit(text)
    for _ in range(_MOST_WRAPPINGS):
        host = (parts.hostname or "").lower()
        inner = None if is_kept_host(host) else _inner_address(parts)
        if inner is None:
            return parts
        parts = urlsplit(inner)
    return parts


def _inner_address(parts: SplitResult) -> str | None:
    """Return the address that a filter's link carries, in its query or in its path."""
    for _, value in parse_qsl(parts.query):
        if _URL.match(value):
            return value
        if value.lower().startswith(("https-3a__", "http-3a__")):
            return unquote(value.replace("-", "%").replace("_", "/"))
    wrapped = re.search(r"__(https?:/{1,2}.*?)__", parts.path)
    if wrapped:
        return re.sub(r"^(https?):/+", r"\1://", wrapped.group(1))
    in_path = re.search(r"/(https?%3A%2F%2F[^/]+)", parts.path, re.IGNORECASE)
    return unquote(in_path.group(1)) if in_path else None


def clean_text(text: str) -> str:
    """Return a cell's text without what must not be stored: filter links, queries, addresses.

    Text without a link or an address comes back unchanged.
    """

    def kept(found: re.Match[str]) -> str:
        return clean_link(found.group()).address or LINK_REMOVED

    if "://" in text:
        text = _URL.sub(kept, text)
    return _MAIL.sub(MAIL_REMOVED, text) if "@" in text else text
