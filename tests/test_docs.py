"""The documents say what the code says."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest

from majung.applications.lifecycle import SPINE
from majung.plugin.contract import Specs
from majung.plugin.lifecycle import Lifecycle
from majung.plugin.problem import Code
from majung.referrals.lifecycle import REFERRAL
from majung_export_costs.program import LIFECYCLE as EXPORT_COSTS
from majung_growth_fund.rules.lifecycle import APPLICATION, LOAN
from majung_jobs.lifecycles import LIFECYCLES as JOBS
from majung_midlife_jobs.program import PROGRAMS as MIDLIFE
from majung_schema.specs import SchemaSpecs

ROOT = Path(__file__).parents[1]
HOOKS = {
    name: hook for specs in (Specs, SchemaSpecs) for name, hook in vars(specs).items() if name.startswith("majung_")
}
LIFECYCLES = [SPINE, REFERRAL, APPLICATION, LOAN, EXPORT_COSTS, *JOBS, *(program.lifecycle for program in MIDLIFE)]
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_stands_in_the_guide_with_its_signature(name: str) -> None:
    assert f"### `{name}{inspect.signature(HOOKS[name])}`" in (ROOT / "docs/plugins.md").read_text()


def test_every_startup_problem_stands_in_the_guide() -> None:
    text = (ROOT / "docs/plugins.md").read_text()
    assert [code for code in get_args(Code) if f"`{code}`" not in text] == []


@pytest.mark.parametrize(
    "lifecycle",
    [SPINE, REFERRAL, APPLICATION, LOAN, EXPORT_COSTS, *JOBS, *(p.lifecycle for p in MIDLIFE)],
    ids=lambda lifecycle: lifecycle.name,
)
def test_lifecycles_are_drawn_as_declared(lifecycle: Lifecycle) -> None:
    assert lifecycle.diagram() in (ROOT / "docs/lifecycles.md").read_text()


def test_links_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")]
    broken = [
        f"{p.name}: {link}" for p in pages for link in LINK.findall(p.read_text()) if not (p.parent / link).exists()
    ]
    assert broken == []
