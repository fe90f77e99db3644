"""`majung explain`: the plan, the SQL of every statement, and with --analyze what they took."""

from __future__ import annotations

from pathlib import Path

from tests.schema.cli.conftest import CommandLine

from majung_schema.cli.explaining import readable

QUERY = """query($first: Int) {
  firms(first: $first) { totalCount nodes { id name district { nameKo } years(first: 2) { nodes { year } } } }
  search(text: "가") { title node { id ... on Firm { name } } }
}"""


def test_tells_the_plan_and_its_statements(prepared: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "firms.graphql"
    file.write_text(QUERY, encoding="utf-8")
    done = prepared("explain", str(file), "--as", "official", "--variables", '{"first": 3}', "--analyze")
    assert done.returncode == 0, done.stderr
    for words in (
        "plan for official, compiled in",
        "firms  a page of firm",
        "id, name  columns",
        "district  joined",
        "years  one statement for all rows",
        "search  its function",
        "statement 1 of",
        " ms, 0 rows",
        "Execution Time",
        'from "firm" t0',
    ):
        assert words in done.stdout


def test_changes_are_not_explained(prepared: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "change.graphql"
    file.write_text('mutation { withdrawConsent(id: "consent_1") { refusals { code } } }', encoding="utf-8")
    done = prepared("explain", str(file))
    assert done.returncode == 1
    assert "statement" not in done.stdout


def test_sql_is_shown_clause_by_clause() -> None:
    shown = readable(
        'select t0.a, array(select row(t1.b) from "y" t1 where t1.c = t0.id limit $1) from "x" t0 where true'
    )
    assert shown.splitlines() == [
        "select t0.a,",
        "  array(select row(t1.b)",
        '    from "y" t1',
        "    where t1.c = t0.id",
        "    limit $1)",
        '  from "x" t0',
        "  where true",
    ]
