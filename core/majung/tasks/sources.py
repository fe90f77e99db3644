"""What waits for whom in the core: applications, referrals, next steps, due dates; plugins add their own."""

from __future__ import annotations

from majung.access.actor import Actor
from majung.access.policy import own_program
from majung.applications.lifecycle import DECIDE, SETTLE
from majung.plugin.contract import TaskSource
from majung.programs.declared import declarations
from majung.storage.select import Where
from majung.tasks.rules import waiting_states
from majung.texts import Text


def _applications(actor: Actor) -> Where | None:
    """Applications in a state that waits for the actor, and not for a colleague by name."""
    pairs = [(code, state) for code, d in declarations().items() for state in waiting_states(actor, d.lifecycle)]
    if not pairs:
        return None
    return Where(
        text="({row}.program_code, {row}.state) in (select * from unnest(:programs, :states))"
        " and ({row}.assigned_account_id is null or {row}.assigned_account_id = :account)",
        values={
            "programs": ([code for code, _ in pairs], "text[]"),
            "states": ([state for _, state in pairs], "text[]"),
        },
    )


_RECEIVED = (
    "({row}.to_institution_id = any(:centres) or {row}.to_institution_id = :institution"
    f" or {own_program('to_program_code').compile('{row}', Actor(kind='official'))})"
)

CORE_TASKS: tuple[TaskSource, ...] = (
    TaskSource(
        name="core.applications",
        title=Text("처리할 신청", "Applications to act on"),
        table="application",
        waiting=_applications,
        due="{row}.due_on",
        label="{row}.state",
        program="{row}.program_code",
    ),
    TaskSource(
        name="core.referrals_to_answer",
        title=Text("회신할 연계", "Referrals to answer"),
        table="referral",
        waiting="{row}.state = 'SENT' and " + _RECEIVED,
        due="{row}.answer_due_on",
        since="{row}.sent_at",
        label="{row}.state",
        program="{row}.to_program_code",
    ),
    TaskSource(
        name="core.referrals_to_complete",
        title=Text("결과를 통보할 연계", "Referrals to tell the outcome of"),
        table="referral",
        waiting="{row}.state = 'ACCEPTED' and " + _RECEIVED,
        since="{row}.answered_at",
        label="{row}.state",
        program="{row}.to_program_code",
    ),
    TaskSource(
        name="core.next_steps",
        title=Text("상담 후속 조치", "Next steps of consultations"),
        table="consultation",
        waiting="{row}.account_id = :account and {row}.next_step <> '' and {row}.next_step_done_at is null",
        due="{row}.next_step_due_on",
        since="{row}.held_at",
        label="{row}.kind",
        program="{row}.program_code",
    ),
    TaskSource(
        name="core.supplements_running_out",
        title=Text("기한이 다가온 보완요청", "Supplements that run out"),
        table="supplement_request",
        waiting="{row}.state = 'OPEN' and {row}.account_id = :account"
        " and ({row}.due_on <= :today + 3 or {row}.longer_until is not null)",
        due="{row}.due_on",
        since="{row}.asked_at",
        label="case when {row}.longer_until is null then 'RUNS_OUT' else 'LONGER_ASKED' end",
        program="{row}.program_code",
    ),
    TaskSource(
        name="core.supplements_expired",
        title=Text("기한이 지난 보완요청", "Supplements that were not handed in"),
        table="supplement_request",
        waiting="{row}.state = 'EXPIRED' and {row}.account_id = :account and exists (select 1 from application a"
        " where a.id = {row}.application_id and a.spine = 'SUPPLEMENT_REQUESTED')",
        due="{row}.due_on",
        since="{row}.asked_at",
        label="{row}.state",
        program="{row}.program_code",
    ),
    TaskSource(
        name="core.agreement_changes",
        title=Text("승인할 협약 변경", "Changes of agreements to decide on"),
        table="agreement_change",
        waiting="{row}.state = 'ASKED'",
        since="{row}.asked_at",
        label="{row}.state",
        scope=SETTLE,
    ),
    TaskSource(
        name="core.objections",
        title=Text("처리할 이의신청", "Objections to decide on"),
        table="objection",
        waiting="{row}.state = 'LODGED'",
        due="(select d.due_on from due_date d where d.subject_id = {row}.id and d.kind = 'objection.decide')",
        since="{row}.lodged_at",
        label="{row}.state",
        program="{row}.program_code",
        scope=DECIDE,
    ),
    TaskSource(
        name="core.due_dates",
        title=Text("기한", "Due dates"),
        table="due_date",
        waiting="{row}.account_id = :account and {row}.waits_for = 'OFFICIAL' and {row}.done_at is null"
        " and {row}.passed_at is null and {row}.kind <> 'consultation.next_step'",
        due="{row}.due_on",
        label="{row}.kind",
        program="{row}.program_code",
        subject_type="{row}.subject_type",
        subject_id="{row}.subject_id",
    ),
)  # fmt: skip
"""Every task source of the core."""
