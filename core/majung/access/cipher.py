"""Encryption of single personal values, with keys that rotate, and keyed hashes to find them by equality."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

MARK = "enc1:"
"""Begins every encrypted value, so that one can be told from plain text."""


@dataclass(frozen=True)
class Keys:
    """The newest encryption key first, older ones after it (they still decrypt), and the key of the hashes."""

    encryption: tuple[str, ...]
    hashing: str


class KeysMissing(RuntimeError):
    """No keys have been set: call `use_keys` when the program starts."""


_process_keys: list[Keys] = []


def use_keys(keys: Keys) -> None:
    """Set the keys of this process."""
    _process_keys[:] = [keys]


def keys_in_use() -> Keys:
    """The keys of this process, to be handed to a process that it starts."""
    return _current()


def encrypt(value: str) -> str:
    """The value under the newest key; an encrypted value stays as it is."""
    return value if value.startswith(MARK) else MARK + _fernet(_current()).encrypt(value.encode()).decode()


def decrypt(value: str) -> str:
    """The plain value; fails with InvalidToken when no key of ours made it."""
    return _fernet(_current()).decrypt(value[len(MARK) :].encode()).decode() if value.startswith(MARK) else value


def rotate(value: str) -> str:
    """The same value under the newest key."""
    return MARK + _fernet(_current()).rotate(value[len(MARK) :].encode()).decode() if value.startswith(MARK) else value


def fingerprint(key: str) -> str:
    """By what a key is named without telling it."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def keyed_hash(value: str) -> str:
    """The hash by which an encrypted value is found again; useless without the key."""
    return hmac.digest(_current().hashing.encode(), value.encode(), "sha256").hex()


def _current() -> Keys:
    if not _process_keys:
        raise KeysMissing("no keys: call majung.access.cipher.use_keys at start")
    return _process_keys[0]


@lru_cache(maxsize=8)
def _fernet(keys: Keys) -> MultiFernet:
    return MultiFernet([Fernet(k) for k in keys.encryption])


__all__ = [
    "InvalidToken",
    "Keys",
    "KeysMissing",
    "decrypt",
    "encrypt",
    "fingerprint",
    "keyed_hash",
    "keys_in_use",
    "rotate",
    "use_keys",
]
