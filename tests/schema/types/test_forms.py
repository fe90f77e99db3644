"""Forms in the graph: drawn from data, filled in, kept in their versions, offered what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.plugin.conftest import RULES, entry_points, example, plugins

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.errors import FormChanged
from majung.applications.form_versions import sync_forms
from majung.applications.models import Application, ApplicationForm
from majung.documents.models import Document, StoredFile
from majung.firms.models import Certification, FirmYear
from majung.plugin.contract import Field, Form, ProgramDeclaration
from majung.testing import agent_of, make_application, make_call, make_firm
from majung.texts import Text
from majung_schema.testing import App, app, config, server

__all__ = ["app", "config", "entry_points", "example", "plugins", "server"]

ANSWERS: dict[str, Any] = {"product": "무선 센서", "cost_krw": 3_000_000, "hours": 40, "market": "HOME"}
FORM = """
form { version asksHelper sections { code title { text ko } fields { name kind required title { text en } unit { text }
  requiredWhen { field answers } minimum maximum maxLength maxRows documentType known choices { code title { text } }
  columns { name kind unit { en } } } } }
"""
SAVE = """
mutation ($id: ID!, $answers: JSON!, $helper: HelperInput) {
  saveDraft(id: $id, answers: $answers, helper: $helper) {
    record { helperKind helperName helperFeeKrw answers } refusals { code path message } } }
"""
KNOWN = "query ($id: ID!) { application(id: $id) { knownAnswers { field value source asOf } } }"


async def draft(app: App, **answers: Any) -> tuple[Actor, Application]:
    agent = await agent_of(await make_firm(name="한빛정밀"))
    call = await make_call("EXAMPLE_VOUCHER", rules=RULES)
    return agent, await make_application(agent, call, answers=answers, submit=False)


def fields_of(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for section in form["sections"] for field in section["fields"]}


async def test_a_call_tells_its_form_as_data_in_the_viewer_s_language(app: App) -> None:
    agent, application = await draft(app)
    document = f"query ($id: ID!) {{ call(id: $id) {{ {FORM} }} }}"

    answer = await app.ask(document, replace(agent, locale="en"), {"id": f"call_{application.call_id}"})

    form = answer["call"]["form"]
    fields = fields_of(form)
    assert [s["code"] for s in form["sections"]] == ["", "firm", "files"]
    assert form["sections"][1]["title"] == {"text": "The firm", "ko": "기업"}
    assert fields["hours"]["unit"] == {"text": "h"}
    assert (fields["hours"]["minimum"], fields["hours"]["maximum"], fields["hours"]["required"]) == (1, 999, True)
    assert fields["country"]["requiredWhen"] == {"field": "market", "answers": ["ABROAD"]}
    assert fields["market"]["choices"][0] == {"code": "HOME", "title": {"text": "at home"}}
    assert fields["parts"]["columns"][1] == {"name": "weight_kg", "kind": "decimal", "unit": {"en": "kg"}}
    assert (fields["parts"]["maxRows"], fields["drawing"]["documentType"]) == (20, "DRAWING")
    assert fields["firm_name"]["known"] == "firm.name"


async def test_answers_of_every_kind_are_kept_and_listed_with_their_labels(app: App) -> None:
    agent, application = await draft(app)
    given = {
        **ANSWERS, "methods": ["PRINT", "MILL"], "tell_workshop": True, "own_share_pct": "12.5",
        "parts": [{"part": "덮개", "weight_kg": "0.25"}],
    }  # fmt: skip
    saved = await app.ask(SAVE, agent, {"id": f"app_{application.id}", "answers": given})
    rows = await app.ask(
        "query ($id: ID!) { application(id: $id) { answerRows { name value title { ko } shown { ko en } } } }",
        agent,
        {"id": f"app_{application.id}"},
    )

    shown = {row["name"]: row["shown"] for row in rows["application"]["answerRows"]}
    assert saved["saveDraft"]["record"]["answers"] == given
    assert shown["cost_krw"] == {"ko": "3,000,000 원", "en": "3,000,000 won"}
    assert shown["methods"] == {"ko": "3D 출력, 절삭", "en": "3D print, milling"}
    assert shown["parts"]["ko"] == "부품: 덮개, 무게: 0.25 kg"
    assert shown["tell_workshop"] == {"ko": "예", "en": "yes"}
    assert shown["country"] == {"ko": "", "en": ""}


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({"methods": "PRINT"}, ["answers", "methods"]),
        ({"methods": ["PRINT", "PRINT"]}, ["answers", "methods"]),
        ({"methods": [["PRINT"]]}, ["answers", "methods"]),
        ({"parts": {"part": "덮개"}}, ["answers", "parts"]),
        ({"parts": [{"part": 5}]}, ["answers", "parts", "0", "part"]),
        ({"parts": [{}, {"colour": "red"}]}, ["answers", "parts", "1", "colour"]),
        ({"parts": [{}] * 21}, ["answers", "parts"]),
        ({"drawing": "doc_1"}, ["answers", "drawing"]),
        ({"tell_workshop": "yes"}, ["answers", "tell_workshop"]),
    ],
)
async def test_a_wrong_answer_is_told_with_its_path_and_nothing_is_kept(
    app: App, answers: dict[str, Any], path: list[str]
) -> None:
    agent, application = await draft(app)
    saved = await app.ask(SAVE, agent, {"id": f"app_{application.id}", "answers": answers})
    assert [(r["code"], r["path"]) for r in saved["saveDraft"]["refusals"]] == [("ANSWER_WRONG", path)]
    assert (await Application.get(id=application.id)).answers == {}


async def stored(firm_id: Any, type_code: str, days: int) -> Document:
    file, _ = await StoredFile.get_or_create(
        sha256="ab" * 32, defaults={"size": 5, "media_type": "application/pdf", "stored_at": clock.now()}
    )
    return await Document.create(
        file_id=file.id, firm_id=firm_id, type_code=type_code, uploaded_at=clock.now(), uploaded_by="agent",
        issued_on=clock.today(), valid_until=clock.today() + timedelta(days=days),
    )  # fmt: skip


async def test_what_is_known_is_offered_with_source_and_day(app: App) -> None:
    agent, application = await draft(app)
    assert application.firm_id is not None
    await FirmYear.create(firm_id=application.firm_id, year=2024, sales_krw=900_000_000, source="국세청")
    await FirmYear.create(firm_id=application.firm_id, year=2025, workers=9, source="staff")
    await Certification.create(firm_id=application.firm_id, kind="VENTURE")
    drawing = await stored(application.firm_id, "DRAWING", 5)
    stranger = await agent_of(await make_firm(name="목포식품"))

    known = await app.ask(KNOWN, agent, {"id": f"app_{application.id}"})
    hidden = await app.ask(KNOWN, stranger, {"id": f"app_{application.id}"})

    offered = {k.pop("field"): k for k in known["application"]["knownAnswers"]}
    assert offered["firm_name"]["value"] == "한빛정밀"
    assert offered["sales_krw"] == {"value": 900_000_000, "source": "국세청", "asOf": "2024-12-31"}
    assert offered["drawing"]["value"] == f"doc_{drawing.id}"
    assert hidden["application"] is None


async def test_an_answer_may_be_a_document_of_the_firm_of_the_right_type_that_is_valid(app: App) -> None:
    agent, application = await draft(app)
    good, old, wrong = [
        await stored(application.firm_id, *what) for what in (("DRAWING", 5), ("DRAWING", -1), ("QUOTE", 5))
    ]
    other = await stored((await make_firm(name="목포식품")).id, "DRAWING", 5)

    codes = []
    for document in (good, old, wrong, other):
        variables = {"id": f"app_{application.id}", "answers": {"drawing": f"doc_{document.id}"}}
        codes += [[r["code"] for r in (await app.ask(SAVE, agent, variables))["saveDraft"]["refusals"]]]

    assert codes == [[], ["DOCUMENT_NO_LONGER_VALID"], ["DOCUMENT_OF_ANOTHER_TYPE"], ["NOT_FOUND"]]


async def test_a_helper_stands_on_the_application_masked_for_officials(app: App) -> None:
    agent, application = await draft(app)
    id = f"app_{application.id}"
    unnamed = await app.ask(SAVE, agent, {"id": id, "answers": {}, "helper": {"kind": "PAID"}})
    helper = {"kind": "PAID", "name": "박대행", "organisation": "바른컨설팅", "feeKrw": 1_000_000}
    saved = await app.ask(SAVE, agent, {"id": id, "answers": {}, "helper": helper})
    seen = await app.ask(
        "query ($id: ID!) { application(id: $id) { helperName helperOrganisation } }", await app.official(), {"id": id}
    )

    assert [r["code"] for r in unnamed["saveDraft"]["refusals"]] == ["HELPER_NOT_NAMED"]
    assert saved["saveDraft"]["record"]["helperName"] == "박대행"
    assert seen["application"] == {"helperName": "박*행", "helperOrganisation": "바른컨설팅"}


def newer(program: ProgramDeclaration) -> ProgramDeclaration:
    """The program with a later form of one question, which asks for a helper."""
    only = Field(name="idea", kind="text", title=Text("생각", "Idea"))
    return replace(program, form=Form(version=program.form.version + 1, fields=(only,), asks_helper=True))


async def test_a_submitted_application_keeps_its_version_and_is_still_drawn(app: App) -> None:
    agent = await agent_of(await make_firm(name="한빛정밀"))
    call = await make_call("EXAMPLE_VOUCHER", rules=RULES)
    quote = {"kind": "QUOTE", "issued_on": clock.today().isoformat()}
    application = await make_application(agent, call, answers=ANSWERS, documents=[quote])
    _, program = app.registry.programs["EXAMPLE_VOUCHER"]
    later = newer(program)
    changed = replace(program, form=replace(later.form, version=program.form.version))

    await sync_forms(system("test"), declarations=[program])  # as it was: a second start finds nothing to change
    with pytest.raises(FormChanged):
        await sync_forms(system("test"), declarations=[changed])
    await sync_forms(system("test"), declarations=[later])
    app.registry.__dict__["programs"] = {"EXAMPLE_VOUCHER": ("example", later)}
    after_an_update = App(replace(app.platform))
    drawn = await after_an_update.ask(
        f"query ($id: ID!) {{ application(id: $id) {{ formVersion {FORM} call {{ {FORM} }} }} }}",
        agent,
        {"id": f"app_{application.id}"},
    )

    assert await ApplicationForm.filter(program_code="EXAMPLE_VOUCHER").count() == 2
    assert drawn["application"]["formVersion"] == program.form.version
    assert "cost_krw" in fields_of(drawn["application"]["form"])
    assert list(fields_of(drawn["application"]["call"]["form"])) == ["idea"]
    assert drawn["application"]["call"]["form"]["asksHelper"] is True
