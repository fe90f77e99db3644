"""How many statements each list costs with its relations: constant, whatever the number of rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from majung.access.actor import system

VIEWER = system("counting")

#  document below the root's nodes, statements
LISTS: dict[str, tuple[str, int]] = {
    "firms": (
        "district { code } establishments { nodes { district { code } } } years { nodes { year } totalCount }",
        4,
    ),
    "persons": ("district { code } firms { nodes { firm { name } } } consents { nodes { recipient { code } } }", 3),
    "programs": ("institution { code } editions { nodes { department { code } budgetLines { nodes { code } } } }", 3),
    "calls": ("program { code } edition { year } districts { code } changes { nodes { kind } }", 3),
    "applications": ("call { title } firm { name } person { name } decisions { nodes { rules { number } } }", 2),
    "supportRecords": ("program { code } firm { name } person { name } clawbacks { nodes { dueOn } }", 2),
    "claims": ("firm { name } institution { code } supportRecord { year } payments { nodes { paidOn } }", 2),
    "budgetLines": ("edition { year program { code } } entries { nodes { corrects { kind } } }", 2),
    "consultations": (
        "firm { name } person { name } centre { code } program { code } referrals { nodes { state } }"
        " notes { nodes { text } }",
        3,
    ),
    "referrals": (
        "firm { name } person { name } fromCentre { code } toProgram { code } toInstitution { code } consent { kind }",
        1,
    ),
    "products": ("firm { name } hsCode { code } certificates { nodes { kind } }", 2),
    "notices": ("firm { name } person { name } messages { nodes { channel } }", 2),
    "dueDates": ("firm { name } person { name } institution { code }", 1),
    "periodRules": ("days", 1),
    "rubrics": ("code", 1),
    "committees": (
        "call { title } rubric { code } members { nodes { name } } recusals { nodes { member { name } } }"
        " sheets { nodes { points } } evaluations { nodes { rank application { state } } }",
        5,
    ),
    "accounts": ("mandates { nodes { firm { name } institution { code } tokens { nodes { prefix } } } }", 3),
    "institutions": ("parent { code } parts { nodes { code } } district { code }", 2),
    "districts": ("parent { code }", 1),
    "accessRecords": ("at", 1),
    "roles": ("code", 1),
    "holidays": ("day", 1),
    "industries": ("code", 1),
    "hsCodes": ("code", 1),
    "documents": ("firm { name } type { code } file { size } uses { nodes { application { state } } }", 2),
    "documentTypes": ("code", 1),
    "evidence": ("uses { nodes { rate { currency } firm { name } about { id } } }", 3),
    "evidenceUses": ("piece { number } earlierUse { flag } rate { currency } firm { name } about { id } ", 2),
    "evidenceKinds": ("code", 1),
    "evidenceRules": ("kind", 1),
    "listExports": ("id", 1),
    "storedDocuments": ("name", 1),
    "webhookEndpoints": ("name", 1),
    "exchangeRates": ("on", 1),
    "firmMerges": ("survivor { name }", 1),
    "personMerges": ("survivor { name }", 1),
    "questions": ("institution { code } delivery { state }", 1),
    "erasures": ("person { name }", 1),
    "retentionTerms": ("basis", 1),
    "destructions": ("rows", 1),
    "outcomes": ("firm { name } application { state } evidence { nodes { flag } }", 2),
}
TABLES = {
    "firms": "firm_year", "persons": "consent", "programs": "budget_line", "calls": "call_change",
    "applications": "decision", "supportRecords": "clawback", "claims": "payment", "budgetLines": "ledger_entry",
    "accounts": "token", "institutions": "institution", "districts": "district", "accessRecords": "access_record",
    "consultations": "referral", "referrals": "referral", "products": "product_certificate",
    "rubrics": "rubric", "committees": "evaluation",
    "notices": "notice_message", "dueDates": "due_date", "periodRules": "period_rule",
    "roles": "role", "holidays": "holiday", "industries": "industry", "hsCodes": "hs_code",
    "documents": "document_use", "documentTypes": "document_type",
    "evidence": "evidence_use", "evidenceUses": "evidence_use", "evidenceKinds": "evidence_kind",
    "evidenceRules": "evidence_rule", "exchangeRates": "exchange_rate", "outcomes": "outcome",
    "firmMerges": "firm_merge", "personMerges": "person_merge", "questions": "question",
    "erasures": "erasure", "retentionTerms": "retention_term", "destructions": "destruction",
    "listExports": "list_export", "storedDocuments": "stored_document", "webhookEndpoints": "webhook_endpoint",
}  # fmt: skip
"""What to make so that each list and what hangs below it has rows."""


def test_every_root_list_is_counted(platform: Any) -> None:
    query = platform.schema._schema.query_type
    assert {n for n, f in query.fields.items() if get_named_type(f.type).name.endswith("Connection")} == set(LISTS)


@pytest.mark.parametrize("name", LISTS)
async def test_statements_do_not_grow_with_rows(ask: Any, make: Any, name: str) -> None:
    below, statements = LISTS[name]
    document = f"{{ {name}(first: 50) {{ nodes {{ id {below} }} }} }}"
    districts = [await make("district", code=f"1279{n}", parent_code="12790") for n in range(5)]
    counted = []
    for more in (1, 4):
        for n in range(more):
            await make(TABLES[name], full=True, **_own(TABLES[name], districts.pop().code))
            await make("firm_person", full=True)
            await make("establishment", full=True, district_code="12790", brn=f"{more}{n}")
        await ask.data(document, VIEWER)
        counted.append(ask.statements)
    assert counted[0] <= counted[1] == statements


def _own(table: str, code: str) -> dict[str, Any]:
    """What must differ between rows of a table, and what makes its relations lead somewhere."""
    own: dict[str, dict[str, Any]] = {
        "institution": {"district_code": code},
        "evidence_use": {"about_type": "firm"},
        "holiday": {"day": date(2025, 1, int(code[-1]) + 1)},
    }
    return own.get(table, {})


@pytest.mark.parametrize("rows", [1, 3])
async def test_a_firm_with_everything_takes_a_statement_and_one_for_each_list_of_its_entries(
    ask: Any, make: Any, platform: Any, rows: int
) -> None:
    """The 360° question, two levels down: lists of the firm are nested, those of their entries read at once."""
    await make("payment", full=True)  # for the first payment below to correct
    firm = await make("firm", full=True)
    for table in (
        "establishment", "firm_identifier", "firm_name", "firm_representative", "firm_address", "firm_headcount",
        "firm_industry", "firm_year", "certification", "firm_person", "disclosure", "outcome", "product",
        "consultation", "referral", "notice", "due_date",
    ):  # fmt: skip
        for _ in range(rows):
            await make(table, full=True, firm_id=firm.id)
    for _ in range(rows):
        application = await make("application", full=True, firm_id=firm.id)
        await make("decision", full=True, application_id=application.id)
        support = await make("support_record", full=True, firm_id=firm.id)
        await make("clawback", full=True, firm_id=firm.id, support_record_id=support.id)
        claim = await make("claim", full=True, firm_id=firm.id)
        await make("payment", full=True, firm_id=firm.id, claim_id=claim.id)
    types = platform.schema._schema.type_map
    document = f'{{ firm(id: "firm_{firm.id}") {{ {_everything(types["Firm"], 2)} }} }}'
    data = await ask.data(document, VIEWER)
    assert len(data["firm"]["payments"]["nodes"]) == rows
    assert ask.statements == 31


def _everything(kind: GraphQLObjectType, depth: int) -> str:
    """All scalar fields, and below all relations the same again."""
    parts = []
    for name, field in kind.fields.items():
        named = get_named_type(field.type)
        if is_leaf_type(named):
            parts.append(name)
        elif depth and named.name.endswith("Connection"):
            node = get_named_type(named.fields["nodes"].type)
            parts.append(f"{name} {{ nodes {{ {_everything(node, depth - 1)} }} }}")
        elif depth and named.name != "Node":
            parts.append(f"{name} {{ {_everything(named, depth - 1)} }}")
    return " ".join(parts) or "__typename"
