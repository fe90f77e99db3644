"""What counsellors, employers and seekers ask and do over GraphQL, as their frontends would."""

from __future__ import annotations

from typing import Any

from tests.plugins.agency import REGISTER_FIRM, Agency, change

from majung.testing import next_brn

CENTRES = "{ institutions(first: 100) { nodes { id code } } }"
REGISTER_PERSON = change("P", "$input: PersonInput!", "registerPerson(input: $input)", "id name")
GIVE_CONSENT = change(
    "C",
    "$person: ID!, $notice: NoticeInput!",
    'giveConsent(person: $person, notice: $notice, channel: "visit")',
    "id recipientFirm { id }",
)
WITHDRAW_CONSENT = change("W", "$id: ID!", "withdrawConsent(id: $id)", "id withdrawnAt")
CONSULT = change("K", "$input: ConsultationInput!", "holdConsultation(input: $input)", "id kind nextStepDueOn")

ORDER = "id version number state validUntil wageMonthKrw headcount hired remaining findings centre { code }"
ENTER = change("E", "$firm: ID!, $input: JobOrderInput!", "enterJobOrder(firm: $firm, input: $input)", ORDER)
OPEN = change(
    "O", "$id: ID!, $version: Int!, $until: Date", "openJobOrder(id: $id, version: $version, until: $until)", ORDER
)
CHANGE = change(
    "H",
    "$id: ID!, $version: Int!, $input: JobOrderChangeInput!",
    "changeJobOrder(id: $id, version: $version, input: $input)",
    ORDER,
)
CONFIRM_ORDER = change("F", "$id: ID!, $version: Int!", "confirmJobOrder(id: $id, version: $version)", ORDER)
CLOSE = change("L", "$id: ID!, $version: Int!", 'closeJobOrder(id: $id, version: $version, reason: "x")', ORDER)
SET_RULES = change(
    "R", "$data: JSON!, $from: Date!", 'setJobRules(data: $data, validFrom: $from, source: "고시")', "id validFrom"
)

SEEKER = "id version state validUntil counsellor registeredOn centre { code } offeredCentre { code }"
REGISTER = change(
    "S",
    "$person: ID!, $input: JobWishesInput!, $centre: ID",
    "registerJobSeeker(person: $person, input: $input, centre: $centre)",
    SEEKER,
)
WISHES = change(
    "G",
    "$id: ID!, $version: Int!, $input: JobWishesInput!",
    "changeJobWishes(id: $id, version: $version, input: $input)",
    SEEKER,
)
HEALTH = change(
    "HL",
    "$id: ID!, $health: String, $disability: String",
    "keepJobSeekerHealth(id: $id, health: $health, disability: $disability)",
    "id health { health disability }",
)
ACTIVATE = change("A", "$id: ID!, $version: Int!", "activateJobSeeker(id: $id, version: $version)", SEEKER)
RENEW = change("N", "$id: ID!, $version: Int!", "renewJobSeeker(id: $id, version: $version)", SEEKER)
CLOSE_SEEKER = change("Z", "$id: ID!, $version: Int!", "closeJobSeeker(id: $id, version: $version)", SEEKER)
TAKE = change("T", "$id: ID!, $version: Int!", "takeJobSeeker(id: $id, version: $version)", SEEKER)
HANDOVER = "id version state answer toCentre { code } seeker { id version counsellor centre { code } }"
OFFER = change(
    "Q",
    "$seeker: ID!, $version: Int!, $to: ID!",
    'offerJobHandover(seeker: $seeker, version: $version, toCentre: $to, reason: "이사")',
    HANDOVER,
)
ANSWER = change(
    "X",
    "$id: ID!, $version: Int!, $accept: Boolean!",
    "answerJobHandover(id: $id, version: $version, accept: $accept)",
    HANDOVER,
)
TAKE_BACK = change("Y", "$id: ID!, $version: Int!", "withdrawJobHandover(id: $id, version: $version)", HANDOVER)

REFERRAL = "id version number state startOn endedAt order { state hired remaining } candidate { name phone career }"
PROPOSE = change(
    "B", "$seeker: ID!, $order: ID!", "proposeJobReferral(seeker: $seeker, order: $order, score: 80)", REFERRAL
)
_BY_ID = "$id: ID!, $version: Int!"
SEND = change("SD", _BY_ID, "sendJobReferral(id: $id, version: $version)", REFERRAL)
INVITE = change(
    "IV",
    "$id: ID!, $version: Int!, $at: DateTime!",
    "inviteToInterview(id: $id, version: $version, at: $at, accompanied: true)",
    REFERRAL,
)
HIRE = change(
    "HI", "$id: ID!, $version: Int!, $on: Date!", "reportHire(id: $id, version: $version, hiredOn: $on)", REFERRAL
)
NO_HIRE = change("NH", _BY_ID, "reportNoHire(id: $id, version: $version)", REFERRAL)
NO_SHOW = change("NS", _BY_ID, "reportNoShow(id: $id, version: $version)", REFERRAL)
DECLINE = change("DC", _BY_ID, "declineJobReferral(id: $id, version: $version)", REFERRAL)
CONFIRM = change(
    "CF", "$id: ID!, $version: Int!, $on: Date!", "confirmHire(id: $id, version: $version, startOn: $on)", REFERRAL
)
RETAIN = change(
    "RT", "$id: ID!, $version: Int!, $on: Date", "confirmRetention(id: $id, version: $version, on: $on)", REFERRAL
)
LEAVE = change(
    "LV", "$id: ID!, $version: Int!, $on: Date!", "reportLeaving(id: $id, version: $version, on: $on)", REFERRAL
)

NOTICES = "query ($id: ID!) { person(id: $id) { notices { nodes { kind title body } } } }"
SEEN_BY_FIRM = "{ jobReferrals { nodes { id state candidate { name phone } person { name } } } }"

AN_ORDER: dict[str, Any] = {
    "title": "생산직 사원 모집",
    "occupationCode": "8",
    "district": "순천시",
    "employment": "REGULAR",
    "wageKind": "MONTH",
    "wageKrw": 2_500_000,
    "hoursWeek": "40",
    "headcount": 1,
    "duties": "조립과 검사",
    "skills": ["CNC"],
    "certificates": ["지게차운전기능사"],
}
A_WISH: dict[str, Any] = {
    "occupations": ["8"],
    "wageMonthKrw": 2_300_000,
    "skills": ["cnc"],
    "careerMonths": 18,
    "career": "조립 1년 6개월",
    "employment": ["REGULAR"],
}


async def open_centres(agency: Agency) -> dict[str, str]:
    """Counsellors of the east and the west, each with a login at their centre; ids of the centres."""
    found = {one["code"]: one["id"] for one in (await agency.see("admin", CENTRES))["nodes"]}
    centres = {"east": found["JEPA-JOBS-EAST"], "west": found["JEPA-JOBS-WEST"]}
    for who, centre in centres.items():
        await agency.admit(who, kind="official", roles=["officer"], centres=[centre])
    return centres


async def make_employer(
    agency: Agency, who: str = "employer", name: str = "순천정밀", **changed: Any
) -> dict[str, str]:
    """A firm whose agent has a login."""
    place = {"brn": next_brn(), "district": "순천시", "openedOn": "2016-02-01"}
    given = {"name": name, "district": "순천시", "establishments": [place], **changed}
    firm = await agency.do("officer", REGISTER_FIRM, input=given)
    await agency.admit(who, kind="firm", firm=firm["id"])
    return dict(firm)


async def enter_and_open(agency: Agency, firm: dict[str, str], who: str = "east", **changed: Any) -> dict[str, Any]:
    """An open order of a firm."""
    draft = await agency.do(who, ENTER, firm=firm["id"], input={**AN_ORDER, **changed})
    return dict(await agency.do(who, OPEN, id=draft["id"], version=draft["version"]))


async def make_seeker(
    agency: Agency, who: str = "hana", counsellor: str = "east", district: str = "순천시", **wishes: Any
) -> dict[str, Any]:
    """A person with a login who has been registered, counselled and activated: the registration, with `person`."""
    about = {"name": f"김{who}", "birthDate": "1983-05-01", "district": district, "phone": "010-1234-5678"}
    person = await agency.do("officer", REGISTER_PERSON, input=about)
    await agency.admit(who, kind="person", person=person["id"])
    seeker = await agency.do(counsellor, REGISTER, person=person["id"], input={**A_WISH, **wishes})
    await counsel(agency, person["id"], counsellor)
    seeker = await agency.do(counsellor, ACTIVATE, id=seeker["id"], version=seeker["version"])
    return {**seeker, "person": person["id"]}


async def counsel(agency: Agency, person: str, who: str = "east", kind: str = "JOB_INITIAL", **more: Any) -> Any:
    """A counselling session that has just been held."""
    held = {"person": person, "kind": kind, "channel": "VISIT", "heldAt": agency.calendar[0].isoformat(), **more}
    return await agency.do(who, CONSULT, input=held)


async def consent_to(agency: Agency, person: str, firm: str, who: str = "east") -> str:
    """The person agrees that a firm is told of them; the consent's id."""
    notice = {
        "kind": "THIRD_PARTY",
        "purpose": "JOB_REFERRAL",
        "items": ["성명", "연락처", "경력"],
        "refusalTold": True,
        "version": "1",
        "retentionUntil": "2026-12-31",
        "recipientFirm": firm,
    }
    return str((await agency.do(who, GIVE_CONSENT, person=person, notice=notice))["id"])


async def step(agency: Agency, who: str, document: str, referral: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A step of a job referral; the referral as it is then."""
    return dict(await agency.do(who, document, id=referral["id"], version=referral["version"], **more))


async def sent(agency: Agency, seeker: dict[str, Any], order: dict[str, Any], firm: dict[str, str]) -> dict[str, Any]:
    """A job referral that has been sent with the seeker's consent."""
    await consent_to(agency, seeker["person"], firm["id"])
    referral = await agency.do("east", PROPOSE, seeker=seeker["id"], order=order["id"])
    return await step(agency, "east", SEND, referral)
