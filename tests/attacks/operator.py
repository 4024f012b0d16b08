"""The operator with the whole data folder: database, settings, field, projection and secret key.

Run as a program, with the embedded settings and `TESTIGO_DATA_DIR`. It takes every byte string that
could be a key, from files, tables and what the installation's own keys open, and tries each on
everything that is sealed, again with whatever that opened. It prints one JSON object with what it
opened; and, because tools that open nothing prove nothing, what it opens with the passphrases of a
JSON object (user name to passphrase) on stdin.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

KEY_BYTES = 32
# Uses for which the code derives keys, and words that would be tempting ones.
USES = (
    "salt-of-nobody", "sign-in-throttle", "sign-in-code", "request-fingerprint", "session",
    "passphrase", "personal-key", "container-key", "item-key", "team", "person", "fact",
)  # fmt: skip


def main() -> None:
    """Try everything at rest, then again with what members know; print both."""
    import django

    django.setup()
    keys, texts = _found_at_rest()
    at_rest = _try_all(keys, texts, {})
    with_passphrases = _try_all(set(), (), json.load(sys.stdin))
    sys.stdout.write(json.dumps({"at_rest": at_rest, "with_passphrases": with_passphrases}))


def _found_at_rest() -> tuple[set[bytes], set[str]]:
    """Return every byte string of a key's length, and every text that could be a secret."""
    from django.conf import settings

    keys: set[bytes] = set()
    texts: set[str] = {settings.SECRET_KEY}
    for path in (Path(settings.DATA_DIR) / "keys").iterdir():
        texts |= {path.read_text().strip(), *path.read_text().strip().split(":")}
    for value in [*_columns(), *_opened_with_the_field_key()]:
        if isinstance(value, str):
            texts.add(value)
        else:
            keys |= {value[:KEY_BYTES], value[-KEY_BYTES:]}
    for text in texts:
        keys.add(hashlib.sha256(text.encode()).digest())
        try:
            keys.add(bytes.fromhex(text))
        except ValueError:
            continue
    keys = {key for key in keys if len(key) == KEY_BYTES}
    return keys | set(_subkeys()), texts


def _columns() -> Iterator[bytes | str]:
    """Yield every value of every column of every table, as SQL gives it."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield from (value for value in row if isinstance(value, bytes | str))


def _opened_with_the_field_key() -> Iterator[bytes | str]:
    """Yield what lies in sessions and in restricted columns: the field key is the operator's."""
    import base64
    from uuid import UUID

    from django.apps import apps
    from django.contrib.sessions.models import Session

    from server.access.viewer import SystemReason
    from server.vault.fields import RestrictedField
    from server.vault.keyrings import field_keyring
    from server.vault.sealing import unlock_field

    for session in Session.objects.all():
        plain = unlock_field(
            field_keyring(),
            base64.b64decode(session.session_data),
            table="django_session",
            column="session_data",
            row_id=UUID(hex=session.session_key[:32]),
        )
        yield from _leaves(json.loads(plain))
    for model in apps.get_models():
        names = [f.name for f in model._meta.local_fields if isinstance(f, RestrictedField)]
        if not names:
            continue
        for row in model.objects.for_system(SystemReason.CHECKING_INTEGRITY):
            for name in names:
                yield from _leaves(getattr(row, name))


def _leaves(value: Any) -> Iterator[bytes | str]:
    import base64
    import binascii

    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, str):
        yield value
        try:
            yield base64.b64decode(value, validate=True)
        except binascii.Error:
            return


def _subkeys() -> Iterator[bytes]:
    from server.vault.keyrings import field_subkey, projection_key, secret_subkey
    from server.vault.sealing import InstallationKey, derive_subkey

    yield projection_key()
    for use in USES:
        yield field_subkey(use).reveal()
        yield secret_subkey(use).reveal()
        yield derive_subkey(InstallationKey(projection_key()), use).reveal()


def _try_all(keys: set[bytes], texts: Iterable[str], known: dict[str, str]) -> dict[str, Any]:
    """Try every key on everything sealed; each opened key is tried on what it may open."""
    from django.contrib.sessions.models import Session

    from server.access.viewer import SystemReason
    from server.accounts.models import User
    from server.vault.models import KeyGrant, PersonalKey

    reason = SystemReason.CHECKING_INTEGRITY
    people = list(PersonalKey.objects.for_system(reason))
    grants = list(
        KeyGrant.objects.for_system(reason).select_related("container_key__container", "user")
    )
    tried = len(keys)
    names = dict(User.objects.values_list("id", "username"))
    wrapping = set(keys)
    for person in people:
        if names[person.user_id] in known:
            wrapping.add(_wrapping_key_of(person, known[names[person.user_id]]))
    personal = set(_opened_personal_keys(people, wrapping)) | set(_from_sessions(texts, keys))
    containers = set(_opened_grants(grants, people, personal | keys))
    return {
        "keys_tried": tried,
        "texts_tried": len(set(texts)),
        "sessions": Session.objects.count(),
        "personal_keys": len(personal),
        "container_keys": len(containers),
        "texts": sorted(_opened_parts(containers | keys, keys)),
    }


def _wrapping_key_of(person: Any, passphrase: str) -> bytes:
    from server.vault.personal_keys import stretch
    from server.vault.sealing import Passphrase

    keys = stretch(Passphrase(passphrase), bytes(person.salt), person.argon2)
    return keys.wrapping_key.reveal()


def _opened_personal_keys(people: Iterable[Any], keys: Iterable[bytes]) -> Iterator[bytes]:
    from server.vault.sealing import (
        CannotOpen,
        WrapContext,
        WrappingKey,
        WrapPurpose,
        unwrap_secret,
    )

    for person in people:
        context = WrapContext(WrapPurpose.PASSPHRASE, person.key_id, person.user_id)
        for key in keys:
            try:
                opened = unwrap_secret(WrappingKey(key), person.wrapped_private_key, context)
            except CannotOpen:
                continue
            yield opened.reveal()


def _from_sessions(texts: Iterable[str], keys: Iterable[bytes]) -> Iterator[bytes]:
    """Try every text at rest, and every key written as a secret is, on every session's copy."""
    import base64
    from uuid import UUID

    from django.contrib.sessions.models import Session

    from server.accounts.unlocking import COPY
    from server.vault.keyrings import field_keyring
    from server.vault.opening import open_session_copy
    from server.vault.sealing import CannotOpen, unlock_field

    written = [base64.urlsafe_b64encode(key).decode().rstrip("=") for key in keys]
    for session in Session.objects.all():
        content = json.loads(
            unlock_field(
                field_keyring(),
                base64.b64decode(session.session_data),
                table="django_session",
                column="session_data",
                row_id=UUID(hex=session.session_key[:32]),
            )
        )
        copy = content[COPY]
        for secret in [*texts, *written]:
            try:
                opened = open_session_copy(copy, secret, UUID(copy["user"]))
            except CannotOpen:
                continue
            yield opened.private_key.reveal()


def _opened_grants(
    grants: Iterable[Any], people: Iterable[Any], keys: Iterable[bytes]
) -> Iterator[bytes]:
    from server.vault.opening import grant_context
    from server.vault.sealing import CannotOpen, PrivateKey, open_with

    key_ids = {person.user_id: person.key_id for person in people}
    for grant in grants:
        key = grant.container_key
        context = grant_context(key, key.container.kind, key_ids[grant.user_id])
        for seed in keys:
            try:
                yield open_with(PrivateKey(seed), grant.sealed_private_key, context)
            except CannotOpen:
                continue


def _opened_parts(seeds: Iterable[bytes], keys: Iterable[bytes]) -> Iterator[str]:
    from encounters.models import SealedPart
    from server.access.viewer import SystemReason
    from server.vault.items import item_key_context
    from server.vault.sealing import CannotOpen, ItemBinding, ItemKey, PrivateKey, open_with
    from server.vault.sealing import open_item as open_content

    rows = SealedPart.objects.for_system(SystemReason.CHECKING_INTEGRITY)
    for part in rows.select_related("container_key"):
        item_keys = set(keys)
        for seed in seeds:
            try:
                item_keys.add(
                    open_with(
                        PrivateKey(seed), part.sealed_item_key, item_key_context(part.container_key)
                    )
                )
            except CannotOpen:
                continue
        binding = ItemBinding(part.id, part.field, part.version)
        for key in item_keys:
            try:
                yield json.loads(open_content(ItemKey(key), part.sealed_content, binding))["text"]
            except CannotOpen:
                continue


if __name__ == "__main__":
    main()
