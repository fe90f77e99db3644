"""Beginning a plugin: files from templates, and the lines that this repository needs beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from majung.errors import Refusal
from majung_schema.scaffold.home import enter, is_this_repository, printed_with
from majung_schema.scaffold.names import PluginWords, words_of

TEMPLATES = Path(__file__).parent / "templates"


class PlaceTaken(Refusal):
    """{place} exists already. Choose another name, or remove it first.

    ko: {place}이(가) 이미 있습니다. 다른 이름을 쓰거나 먼저 삭제해 주십시오.
    """


class FolderMissing(Refusal):
    """There is no folder {folder}. Name this repository's folder, or one in which the plugin is to be made.

    ko: {folder} 폴더가 없습니다. 이 저장소의 폴더나 플러그인을 만들 폴더를 지정해 주십시오.
    """


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What was written and changed (paths from the folder), and what to do now."""

    written: tuple[Path, ...]
    changed: tuple[Path, ...]
    next_steps: tuple[str, ...]


def begin_plugin(name: str, folder: Path) -> Begun:
    """Make a plugin: in this repository below plugins/, elsewhere as a distribution of its own."""
    words = words_of(name)
    if not folder.is_dir():
        raise FolderMissing(folder=folder)
    return _in_repository(words, folder) if is_this_repository(folder) else _alone(words, folder)


def _in_repository(words: PluginWords, folder: Path) -> Begun:
    home, tests = folder / "plugins" / words.name, folder / "tests" / "plugins" / words.name
    _refuse_taken(home, tests)
    changes = enter(words, folder, _filled("plugins.toml", words))
    files = {home / path: text for path, text in _distribution(words).items()}
    files |= {tests / path: text for path, text in _tests(words).items()}
    _write(files)
    _write(changes)
    printed = printed_with(folder)
    printed = {path: text for path, text in printed.items() if not path.exists() or path.read_text("utf-8") != text}
    changed = {path for path in printed if path.exists()} | changes.keys()
    _write(printed)
    return Begun(
        written=_sorted(folder, files.keys() | (printed.keys() - changed)),
        changed=_sorted(folder, changed),
        next_steps=(
            "uv sync",
            f"uv run pytest tests/plugins/{words.name}",
            "uv run majung plugins check",
            "after each change of types, events or policies: uv run majung schema print && uv run majung access print",
            f"look at plugins/{words.name}/majung_{words.name}/plugin.py, and change it from there",
        ),
    )


def _alone(words: PluginWords, folder: Path) -> Begun:
    home = folder / f"majung-{words.kebab}"
    _refuse_taken(home)
    texts = _distribution(words) | {Path("tests") / path: text for path, text in _tests(words).items()}
    texts[Path("pyproject.toml")] += _filled("alone.toml", words)
    files = {home / path: text for path, text in texts.items()}
    _write(files)
    return Begun(
        written=_sorted(folder, files.keys()),
        changed=(),
        next_steps=(
            f"cd {home.name} && uv sync   # majung must be found: in an index, or under [tool.uv.sources]",
            "uv run pytest",
            f"where it is to run: install it, and add [plugins.{words.name}] to plugins.toml",
        ),
    )


def _distribution(words: PluginWords) -> dict[Path, str]:
    package = Path(words.package)
    texts = {package / path: text for path, text in _folder("package", words).items()}
    return texts | {Path(n): _filled(n, words) for n in ("pyproject.toml", "README.md")}


def _tests(words: PluginWords) -> dict[Path, str]:
    return _folder("tests", words)


def _folder(name: str, words: PluginWords) -> dict[Path, str]:
    root = TEMPLATES / name
    paths = sorted(path.relative_to(root).with_suffix("") for path in root.rglob("*.txt"))
    return {path: _filled(f"{name}/{path}", words) for path in paths}


def _filled(template: str, words: PluginWords) -> str:
    text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    for word, value in words.all().items():
        text = text.replace(f"{{{{{word}}}}}", value)
    return text


def _write(files: Mapping[Path, str]) -> None:
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _refuse_taken(*places: Path) -> None:
    for place in places:
        if place.exists():
            raise PlaceTaken(place=place)


def _sorted(folder: Path, paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(path.relative_to(folder) for path in paths))
