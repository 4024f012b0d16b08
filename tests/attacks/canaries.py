"""Canaries: texts that must be nowhere, in every form in which a copy could have been written.

Nothing here knows the product: a file is bytes, and bytes are searched.
"""

import base64
import binascii
import gzip
import html
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

# Streams that a scan unpacks: gzip, and zlib with the three usual levels.
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x9c\xda]")
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_MOST_UNPACKED = 4_000_000


@lru_cache(maxsize=256)
def forms_of(text: str) -> dict[str, bytes]:
    """Return the text as bytes in every encoding that is searched for, by the encoding's name.

    base64 is searched for by decoding every run of its alphabet, compressed streams by unpacking.
    """
    plain = text.encode()
    escaped = json.dumps(text)[1:-1].encode()
    return {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "latin-1": text.encode("latin-1"),
        "hex": plain.hex().encode(),
        "hex-capitals": plain.hex().upper().encode(),
        "url": quote(text).encode(),
        "url-form": quote(text).replace("%20", "+").encode(),
        "json-ascii": escaped,
        "html": html.escape(text).encode(),
        "python-repr": repr(plain)[2:-1].encode(),
    }


def hits_in(content: bytes, texts: Iterable[str], depth: int = 2) -> Iterator[tuple[str, str]]:
    """Yield (text, first form) for each canary in the bytes, also inside what is packed in them.

    depth: how many layers of base64 and compression are looked into.
    """
    wanted = list(texts)
    for text in wanted:
        found = next((name for name, form in forms_of(text).items() if form in content), None)
        if found is not None:
            yield text, found
    if depth == 0:
        return
    runs = {run.group() for run in _BASE64_RUN.finditer(content)}
    decoded = b"\n".join(inner for run in runs for inner in _decoded(run))
    for text, name in hits_in(decoded, wanted, 0):
        yield text, f"base64 of {name}"
    for start in _PACKED.finditer(content):
        inner = _unpacked(content[start.start() :])
        if inner:
            for text, name in hits_in(inner, wanted, depth - 1):
                yield text, f"compressed {name}"


def _decoded(run: bytes) -> Iterator[bytes]:
    """Decode a run from each of the four places where a group can begin."""
    letters = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    for start in range(4):
        whole = letters[start : start + (len(letters) - start) // 4 * 4]
        tail = letters[start + len(whole) :]
        try:
            yield base64.b64decode(whole + (tail + b"==")[:4] if len(tail) > 1 else whole)
        except binascii.Error:
            yield base64.b64decode(whole)


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(stream, _MOST_UNPACKED)
    except zlib.error:
        return b""


def hits_below(folder: Path, texts: Iterable[str]) -> list[str]:
    """Return `file: text (form)` for every canary in any file, or file name, below a folder."""
    wanted = list(texts)
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file():
            content = name.encode() + b"\n" + path.read_bytes()
            found += [f"{name}: {text!r} ({form})" for text, form in hits_in(content, wanted)]
    return found


def packed(text: str) -> bytes:
    """Return the text inside a gzip stream of other text."""
    return gzip.compress(b"before " * 20 + text.encode() + b" after" * 20)
