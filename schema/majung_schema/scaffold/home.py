"""What this repository says of its plugins beside their folders: pyproject.toml, plugins.toml, schema/, docs/."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from majung.errors import Refusal
from majung_schema.scaffold.names import PluginWords


class FileNotAsExpected(Refusal):
    """{file} has no line that begins with {line}. Put it back, or add the plugin there by hand.

    ko: {file}에 {line}(으)로 시작하는 줄이 없습니다. 줄을 되돌리거나 직접 추가해 주십시오.
    """


class SchemaNotPrinted(Refusal):
    """The plugin was made, but its schema could not be printed: {reason}. Repair that, then run `majung schema print`.

    ko: 플러그인을 만들었지만 스키마를 출력하지 못했습니다: {reason}. 고친 뒤 `majung schema print`를 실행하십시오.
    """


def is_this_repository(folder: Path) -> bool:
    """Whether a folder is the workspace of the distribution majung."""
    file = folder / "pyproject.toml"
    if not file.is_file():
        return False
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    workspace = told.get("tool", {}).get("uv", {}).get("workspace", {}).get("members", [])
    return told.get("project", {}).get("name") == "majung" and "plugins/*" in workspace


def enter(words: PluginWords, folder: Path, enabled: str) -> dict[Path, str]:
    """The two files with the plugin entered, nothing else in them changed."""
    project, config = folder / "pyproject.toml", folder / "plugins.toml"
    text = project.read_text(encoding="utf-8")
    text = _in_list(text, project, "programs", f"majung-{words.kebab}")
    text = _in_section(text, "[tool.uv.sources]", f"majung-{words.kebab} = {{ workspace = true }}")
    text = _in_line(text, project, 'mypy_path = "', f":plugins/{words.name}", '"')
    text = _in_list(text, project, "packages", words.package, after="[tool.mypy]")
    text = _in_list(text, project, "src", f"plugins/{words.name}", after="[tool.ruff]")
    said = config.read_text(encoding="utf-8") if config.exists() else ""
    return {project: text, config: (said.rstrip("\n") + "\n" + enabled).lstrip("\n")}


def printed_with(folder: Path) -> dict[Path, str]:
    """The printed contract and table of access with the new plugin, made by a process that imports what was written.

    The plugin is not installed yet, so that process is told its entry point by hand.
    """
    packages = [str(p.resolve()) for p in sorted((folder / "plugins").iterdir()) if (p / "pyproject.toml").exists()]
    paths = [*packages, *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", "majung_schema.scaffold.printing", str(folder.resolve())],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SchemaNotPrinted(reason=done.stderr.strip().rpartition("\n")[2] or "?")
    texts = done.stdout.split("\0")
    return {folder / name: text for name, text in zip(texts[::2], texts[1::2], strict=True)}


def _in_list(text: str, file: Path, key: str, value: str, after: str = "") -> str:
    """Add a word to a list of words, which may be written on several lines."""
    start = text.index(after) if after in text else 0
    found = re.compile(rf"^{key} = \[(.*?)\]", re.MULTILINE | re.DOTALL).search(text, start)
    if found is None:
        raise FileNotAsExpected(file=file, line=f"{key} = [")
    inner = found.group(1).rstrip()
    comma = "" if not inner or inner.endswith(",") else ","
    space = "\n    " if "\n" in found.group(1) else (" " if inner else "")
    end = "\n" if "\n" in found.group(1) else ""
    return f'{text[: found.start(1)]}{inner}{comma}{space}"{value}"{"," if end else ""}{end}{text[found.end(1) :]}'


def _in_section(text: str, section: str, line: str) -> str:
    """Add a line at the end of a section, which is made if it is missing."""
    if section not in text:
        return f"{text.rstrip()}\n\n{section}\n{line}\n"
    begin = text.index(section)
    end = text.find("\n[", begin)
    end = len(text) if end < 0 else end
    return f"{text[:end].rstrip()}\n{line}\n{text[end:]}" if end < len(text) else f"{text.rstrip()}\n{line}\n"


def _in_line(text: str, file: Path, begin: str, value: str, end: str) -> str:
    """Add to a quoted value."""
    start = text.find(f"\n{begin}")
    if start < 0:
        raise FileNotAsExpected(file=file, line=begin)
    stop = text.index(end, start + 1 + len(begin))
    return f"{text[:stop]}{value}{text[stop:]}"
