"""The shipped tables: complete, described, and consistent with each other."""

from importlib.resources import files

import pytest

from majung.reference import read_machines, read_reference, reference_names


@pytest.mark.parametrize(
    ("name", "rows"),
    [("jeonnam_sigungu", 22), ("sme_size_thresholds", 47), ("holidays_kr_2021_2027", 139), ("korea_ftas", 24)],
)
def test_tables_have_all_rows(name: str, rows: int) -> None:
    assert len(read_reference(name)) == rows


def test_codes_keep_their_leading_zeros() -> None:
    assert {row["code"] for row in read_reference("bank_codes")} >= {"002", "034"}


@pytest.mark.parametrize("name", reference_names())
def test_every_table_is_described_with_its_rows(name: str) -> None:
    readme = files("majung.reference").joinpath("README.md").read_text(encoding="utf-8")
    assert f"| `{name}.csv` | {len(read_reference(name))} |" in readme


def test_unknown_table_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="jeonnam_sigungu"):
        read_reference("nothing")


@pytest.mark.parametrize("name", sorted(read_machines()))
def test_every_state_is_reachable_and_every_dead_end_terminal(name: str) -> None:
    machine = read_machines()[name]
    reached, waiting = {machine.initial}, [machine.initial]
    while waiting:
        new = set(machine.transitions.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    named = {*machine.transitions, *machine.terminal, *(s for to in machine.transitions.values() for s in to)}
    assert reached == named
    assert {state for state in named if not machine.transitions.get(state)} <= set(machine.terminal)
