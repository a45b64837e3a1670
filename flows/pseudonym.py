"""The secret that turns customers' ids into keys."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Collection
from pathlib import Path

from pipeline.addresses import StoreAddress, beside
from pipeline.domain import Contact, SetAside
from pipeline.settings import Settings


def pseudonym_from(key_file: Path, *, is_first_night: bool = True) -> Callable[[str], str]:
    """A keyed pseudonym (HMAC-SHA256, 24 hex digits) with the secret of a file, made when it is absent.

    The file is readable by its owner only. Whoever loses it can no longer join new contacts to old
    ones; whoever takes it away for good has made the store anonymous. Raises ValueError when the
    file holds too little to be a secret, or is gone while there are contacts that were made with it.
    """
    try:
        secret = key_file.read_bytes().strip()
    except FileNotFoundError:
        if not is_first_night:
            raise ValueError(
                f"{key_file}: the secret of the pseudonyms is gone, but the store has contacts made "
                "with it; restore it from a backup (a new one would split every customer in two), or "
                "begin a new store"
            ) from None
        secret = _new_secret(key_file)
    if len(secret) < 32:
        raise ValueError(
            f"{key_file}: holds {len(secret)} characters, expected the 64 of a secret that retold made; "
            "restore it from a backup (a new one would split every customer in two)"
        )

    def pseudonym(customer_id: str) -> str:
        return hmac.new(secret, customer_id.encode(), hashlib.sha256).hexdigest()[:24]

    return pseudonym


def key_file_of(settings: Settings, store: StoreAddress) -> Path:
    """Where the secret of the pseudonyms lies: as set, else beside the store; raises ValueError for neither."""
    return settings.privacy.key_file or beside(store, ".key", "privacy.key_file")


def kept_pseudonym(settings: Settings, store: StoreAddress) -> Callable[[str], str]:
    """The pseudonyms that a store was made with; raises ValueError when the secret is gone."""
    return pseudonym_from(key_file_of(settings, store), is_first_night=False)


def tombstone_of(customer_key: str, pseudonym: Callable[[str], str]) -> str:
    """What stands for a customer who was forgotten: it cannot be worked out from the key alone."""
    return pseudonym(f"forgotten/{customer_key}")


def forgotten_among(
    tombstones: Collection[str], pseudonym: Callable[[str], str]
) -> Callable[[Contact | SetAside], bool]:
    """Tells of what comes in whether it is of a customer who was forgotten."""

    def is_forgotten(item: Contact | SetAside) -> bool:
        keys = {item.customer_key}
        if isinstance(item, Contact):  # a misspelt `customer_id` is kept there, as a pseudonym
            keys.update(value for value in item.extra.values() if isinstance(value, str))
        return any(key and tombstone_of(key, pseudonym) in tombstones for key in keys)

    return is_forgotten if tombstones else lambda item: False


def _new_secret(key_file: Path) -> bytes:
    key_file.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_hex(32).encode()
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    return secret
