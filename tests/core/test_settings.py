from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from majung.errors import BadSetting
from majung.settings import (
    DevelopmentKeys,
    KeysUnreadable,
    MissingKeys,
    Settings,
    new_keys,
)


def _read(folder: Path, **given: str) -> Settings:
    return Settings.from_environment({"MAJUNG_DATA_DIR": str(folder), **given})


def test_an_empty_environment_is_a_development_installation(tmp_path: Path) -> None:
    settings = _read(tmp_path)
    assert (settings.environment, settings.database_url, settings.owner_database_url) == ("development", None, None)
    assert settings.plugins_file == Path("plugins.toml")
    assert settings.production is False


def test_development_keys_are_made_once_and_only_for_their_owner(tmp_path: Path) -> None:
    first, second = _read(tmp_path / "new"), _read(tmp_path / "new")
    assert (first.keys, first.hash_key) == (second.keys, second.hash_key)
    assert stat.S_IMODE((tmp_path / "new" / "keys.json").stat().st_mode) == 0o600
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "keys.json"]


def test_keys_from_the_environment_come_first_and_leave_no_file(tmp_path: Path) -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings = _read(tmp_path, MAJUNG_KEYS=f"{new}, {old}", MAJUNG_HASH_KEY="x" * 32)
    assert settings.keys == (new, old)
    assert settings.hash_key == "x" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_is_taken_from_the_development_keys(tmp_path: Path) -> None:
    kept = _read(tmp_path)
    settings = _read(tmp_path, MAJUNG_HASH_KEY="x" * 32)
    assert (settings.keys, settings.hash_key) == (kept.keys, "x" * 32)


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    settings = _read(tmp_path, MAJUNG_DATABASE_URL="postgresql://me:pass@host/majung")
    assert "pass" not in repr(settings)
    assert settings.hash_key not in repr(settings)
    assert settings.keys[0] not in repr(settings)


def test_production_refuses_to_make_keys(tmp_path: Path) -> None:
    with pytest.raises(MissingKeys, match=r"MAJUNG_KEYS, MAJUNG_HASH_KEY must be set in production.*majung.settings"):
        _read(tmp_path, MAJUNG_ENV="production")
    assert list(tmp_path.iterdir()) == []


def test_production_runs_with_keys_of_its_own(tmp_path: Path) -> None:
    _read(tmp_path)
    assert _read(tmp_path, MAJUNG_ENV="production", **new_keys()).production


@pytest.mark.parametrize("name", ["MAJUNG_KEYS", "MAJUNG_HASH_KEY"])
def test_production_refuses_development_keys(tmp_path: Path, name: str) -> None:
    kept = _read(tmp_path)
    developed = {"MAJUNG_KEYS": kept.keys[0], "MAJUNG_HASH_KEY": kept.hash_key}
    with pytest.raises(DevelopmentKeys, match=r"keys\.json"):
        _read(tmp_path, MAJUNG_ENV="production", **{**new_keys(), name: developed[name]})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MAJUNG_ENV", "staging", "development or production"),
        ("MAJUNG_DATABASE_URL", "mysql://host/majung", "postgresql://user:password"),
        ("MAJUNG_DATABASE_URL", "postgresql://host:port/majung", "postgresql://user:password"),
        ("MAJUNG_OWNER_DATABASE_URL", "majung", "postgresql://user:password"),
        ("MAJUNG_KEYS", "not-a-key", "Fernet key"),
        ("MAJUNG_KEYS", " , ", "at least one"),
        ("MAJUNG_HASH_KEY", "short", "at least 32 bytes"),
        ("MAJUNG_EVENT_DAYS", "29", "from 30 to 36500"),
        ("MAJUNG_SESSION_HOURS", "25", "from 1 to 24"),
        ("MAJUNG_SESSION_IDLE_MINUTES", "0", "from 1 to 480"),
        ("MAJUNG_SESSION_IDLE_MINUTES", "half", "from 1 to 480"),
        ("MAJUNG_EVENT_DAYS", "9" * 40, "from 30 to 36500"),
        ("MAJUNG_EVENT_DAYS", "-90", "from 30 to 36500"),
        ("MAJUNG_EVENT_DAYS", "0" * 5000, "from 30 to 36500"),
        ("MAJUNG_DOCUMENTS_BYTES", "0", "from 1 to 2147483648"),
        ("MAJUNG_DOCUMENTS_BYTES", "٥٠", "from 1 to 2147483648"),
    ],
)
def test_refuses_a_bad_value_and_says_what_would_do(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words) as raised:
        _read(tmp_path, **{name: value})
    assert raised.value.details["setting"] == name
    assert "환경 변수" in raised.value.message("ko")


def test_a_refused_address_does_not_show_its_password(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as raised:
        _read(tmp_path, MAJUNG_DATABASE_URL="mysql://me:hunter2@host/majung")
    assert "hunter2" not in raised.value.message()


def test_refuses_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="must name a folder"):
        _read(tmp_path / "file")


def test_refuses_damaged_development_keys_instead_of_making_new_ones(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}")
    with pytest.raises(KeysUnreadable, match="cannot be read without it"):
        _read(tmp_path)
