"""Settings: what the environment says about one installation, read once at the start."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self, cast
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from majung.access.actor import Kind
from majung.access.rates import Rates, proxies_from, rates_from
from majung.errors import BadSetting, Refusal
from majung.logins.issuers import PREFIX, Issuer, issuers_from, web_address
from majung.logins.session_times import SessionTimes, session_times_from
from majung.setting_numbers import whole_number
from majung.trusted.askers import trusted_only_from

Environment = Literal["development", "production"]

KEYS_FILE = "keys.json"
FEWEST_EVENT_DAYS, MOST_EVENT_DAYS = 30, 36_500
LARGEST_FILE = 2 * 1024**3
"""Bytes; more than any document of an application needs."""

SHORTEST_HASH_KEY = 32
"""Bytes; a keyed hash of a phone number is only as secret as its key is long."""


class MissingKeys(Refusal):
    """{settings} must be set in production. `python -m majung.settings` prints new ones; keep them outside the database's backups, and give them to every process of this installation.

    ko: 운영 환경에서는 {settings}을(를) 반드시 설정해야 합니다. `python -m majung.settings` 명령으로 만들어 데이터베이스 백업과 분리하여 보관하고, 모든 프로세스에 같은 값을 지정하십시오.
    """  # noqa: E501


class DevelopmentKeys(Refusal):
    """The keys given are the development keys of {file}. Production needs keys of its own.

    ko: 지정한 키는 {file}에 있는 개발용 키입니다. 운영 환경에는 별도의 키가 필요합니다.
    """


class KeysUnreadable(Refusal):
    """The development keys in {file} cannot be used: {reason}. Put the file back from a copy: what it encrypted cannot be read without it.

    ko: {file}의 개발용 키를 사용할 수 없습니다: {reason}. 이 키로 암호화한 자료는 키 없이 읽을 수 없으므로 사본에서 복구하십시오.
    """  # noqa: E501


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation: where its data is, which programs run, and with which secrets.

    `keys` are Fernet keys, newest first: the first encrypts, all of them decrypt. `hash_key` makes the keyed
    hashes by which encrypted columns are searched. Without `database_url` the embedded PostgreSQL below
    `data_dir` is used. `owner_database_url` is who migrates; without it the same login does.
    `loopback_webhooks` (development only) lets partners' endpoints be on this machine, over plain http.
    `documents_url` is where files are kept (``s3://bucket/prefix`` at `documents_endpoint`), else below `data_dir`;
    `documents_bytes` is the largest one, `documents_scan` what looks for viruses in them (docs/documents.md).
    """

    environment: Environment = "development"
    data_dir: Path = Path(".majung")
    plugins_file: Path = Path("plugins.toml")
    database_url: str | None = field(default=None, repr=False)
    owner_database_url: str | None = field(default=None, repr=False)
    loopback_webhooks: bool = False
    documents_url: str | None = field(default=None, repr=False)
    documents_endpoint: str | None = None
    documents_bytes: int = 50 * 1024 * 1024
    documents_scan: str | None = None
    event_days: int = 1095
    """For how many days events are kept; older ones cannot be resumed from any more."""
    event_source: str | None = field(default=None, repr=False)
    """Address of a broker (``nats://…``) that wakes this process; without one PostgreSQL does."""
    issuers: tuple[Issuer, ...] = ()
    """Login services (OpenID Connect) whose tokens open mandates."""
    public_url: str | None = None
    """Under which address browsers see this server; needed where they log in."""
    session_times: SessionTimes = field(default_factory=SessionTimes)
    """How long a browser's login lasts."""
    metrics_token: str | None = field(default=None, repr=False)
    """What a collector of measurements shows at /metrics; without one production has no such page."""
    rates: Rates = field(default_factory=Rates)
    """What one client may ask for in a minute, by kind of actor."""
    trusted_only: frozenset[Kind] = frozenset()
    """Kinds of actors that may ask nothing but trusted documents."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses and networks of proxies in front, whose X-Forwarded-For says where a request came from."""
    keys: tuple[str, ...] = field(repr=False)
    hash_key: str = field(repr=False)

    @property
    def production(self) -> bool:
        """Whether real persons' data are at stake."""
        return self.environment == "production"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read MAJUNG_* once; in development, missing keys are made once and kept in the data folder."""
        given = {k: v.strip() for k, v in (os.environ if environ is None else environ).items()}
        environment = _environment(given.get("MAJUNG_ENV") or "development")
        data_dir = Path(given.get("MAJUNG_DATA_DIR") or ".majung").expanduser()
        if data_dir.exists() and not data_dir.is_dir():
            raise BadSetting(setting="MAJUNG_DATA_DIR", value=data_dir, expected="it must name a folder")
        keys, hash_key = _secrets(given, environment, data_dir)
        return cls(
            environment=environment,
            data_dir=data_dir,
            plugins_file=Path(given.get("MAJUNG_PLUGINS_FILE") or "plugins.toml").expanduser(),
            database_url=_database_url(given, "MAJUNG_DATABASE_URL"),
            owner_database_url=_database_url(given, "MAJUNG_OWNER_DATABASE_URL"),
            loopback_webhooks=_loopback(given, environment),
            documents_url=given.get("MAJUNG_DOCUMENTS_URL") or None,
            documents_endpoint=given.get("MAJUNG_DOCUMENTS_ENDPOINT") or None,
            documents_bytes=whole_number(
                given, "MAJUNG_DOCUMENTS_BYTES", usual=cls.documents_bytes, least=1, most=LARGEST_FILE
            ),
            documents_scan=given.get("MAJUNG_DOCUMENTS_SCAN") or None,
            event_days=whole_number(
                given, "MAJUNG_EVENT_DAYS", usual=cls.event_days, least=FEWEST_EVENT_DAYS, most=MOST_EVENT_DAYS
            ),
            event_source=broker_address(given.get("MAJUNG_EVENT_SOURCE") or None),
            issuers=issuers_from(given, production=environment == "production"),
            public_url=_public_url(given, environment),
            session_times=session_times_from(given),
            metrics_token=given.get("MAJUNG_METRICS_TOKEN") or None,
            rates=rates_from(given, production=environment == "production"),
            trusted_only=trusted_only_from(given),
            proxies=proxies_from(given, cls.proxies),
            keys=keys,
            hash_key=hash_key,
        )


def new_keys() -> dict[str, str]:
    """A fresh MAJUNG_KEYS and MAJUNG_HASH_KEY."""
    return {"MAJUNG_KEYS": Fernet.generate_key().decode(), "MAJUNG_HASH_KEY": secrets.token_urlsafe(48)}


def _environment(value: str) -> Environment:
    if value not in ("development", "production"):
        raise BadSetting(setting="MAJUNG_ENV", value=value, expected="it is development or production")
    return cast(Environment, value)


def _loopback(given: Mapping[str, str], environment: Environment) -> bool:
    setting = "MAJUNG_LOOPBACK_WEBHOOKS"
    value = given.get(setting) or "0"
    if value not in ("0", "1"):
        raise BadSetting(setting=setting, value=value, expected="it is 1 or 0")
    if value == "1" and environment == "production":
        raise BadSetting(setting=setting, value=value, expected="in production messages go to public addresses only")
    return value == "1"


def _public_url(given: Mapping[str, str], environment: Environment) -> str | None:
    setting = "MAJUNG_PUBLIC_URL"
    value = (given.get(setting) or "").rstrip("/")
    if not value and any(name.endswith("_CLIENT_ID") and name.startswith(PREFIX) for name in given):
        raise BadSetting(setting=setting, value="''", expected="browsers that log in must come back to some address")
    return web_address(setting, value, production=environment == "production") if value else None


def broker_address(value: str | None) -> str | None:
    """Addresses of a NATS server or cluster, checked; None where there is none."""
    if value is None:
        return None
    try:
        parts = [urlsplit(one.strip()) for one in value.split(",")]
        known = all(p.scheme in ("nats", "tls") and p.hostname and (p.port is None or p.port > 0) for p in parts)
    except ValueError:
        known = False
    if not known:
        expected = "write it as nats://host:4222 (several with commas), or tls://…"
        raise BadSetting(setting="MAJUNG_EVENT_SOURCE", value=value.split("://")[0] + "://…", expected=expected)
    return value


def _database_url(given: Mapping[str, str], setting: str) -> str | None:
    value = given.get(setting)
    if not value:
        return None
    expected = "write it as postgresql://user:password@host:5432/database (any PostgreSQL from 15)"
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("postgres", "postgresql") and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        raise BadSetting(setting=setting, value=value.split("://")[0] + "://…", expected=expected)
    return value


def _secrets(given: Mapping[str, str], environment: Environment, data_dir: Path) -> tuple[tuple[str, ...], str]:
    keys = given.get("MAJUNG_KEYS", "")
    hash_key = given.get("MAJUNG_HASH_KEY", "")
    path = data_dir / KEYS_FILE
    if environment == "production":
        missing = [n for n, v in (("MAJUNG_KEYS", keys), ("MAJUNG_HASH_KEY", hash_key)) if not v]
        if missing:
            raise MissingKeys(settings=", ".join(missing))
        if path.exists():
            known = _read_keys(path)
            if hash_key == known["MAJUNG_HASH_KEY"] or known["MAJUNG_KEYS"] in keys:
                raise DevelopmentKeys(file=path)
    elif not (keys and hash_key):
        kept = _kept_keys(path)
        keys, hash_key = keys or kept["MAJUNG_KEYS"], hash_key or kept["MAJUNG_HASH_KEY"]
    return _fernet_keys(keys), _hash_key(hash_key)


def _fernet_keys(value: str) -> tuple[str, ...]:
    keys = tuple(k.strip() for k in value.split(",") if k.strip())
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            expected = "each is a Fernet key (32 bytes in URL-safe base64); `python -m majung.settings` makes one"
            raise BadSetting(setting="MAJUNG_KEYS", value=f"key {place}", expected=expected) from None
    if not keys:
        raise BadSetting(setting="MAJUNG_KEYS", value="''", expected="give at least one Fernet key")
    return keys


def _hash_key(value: str) -> str:
    if len(value.encode()) < SHORTEST_HASH_KEY:
        expected = f"it needs at least {SHORTEST_HASH_KEY} bytes; `python -m majung.settings` makes one"
        raise BadSetting(setting="MAJUNG_HASH_KEY", value="…", expected=expected)
    return value


def _kept_keys(path: Path) -> dict[str, str]:
    """The development keys of a data folder, made on first use; of two processes the first one's are kept."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(new_keys(), file, indent=1)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return _read_keys(path)


def _read_keys(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text())
        return {name: str(kept[name]) for name in ("MAJUNG_KEYS", "MAJUNG_HASH_KEY")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeysUnreadable(file=path, reason=type(error).__name__) from error


if __name__ == "__main__":
    for name, value in new_keys().items():
        print(f"{name}={value}")
