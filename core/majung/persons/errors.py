"""Why a change to a person's data or consents is refused."""

from __future__ import annotations

from majung.errors import Refusal


class PersonNameMissing(Refusal):
    """A person needs a name.

    ko: 성명이 필요합니다.
    """


class ContactUnusable(Refusal):
    """{field} cannot be used: give {expected}.

    ko: {field} 값을 쓸 수 없습니다. {expected_ko} 형식으로 입력해 주십시오.
    """


class NoticeItemMissing(Refusal):
    """The consent cannot be taken: its notice does not say {item} ({law}).

    ko: 동의를 받을 수 없습니다. 고지 항목에 {item_ko}이(가) 없습니다({law}).
    """


class ConsentKindUnknown(Refusal):
    """There is no consent of the kind {kind}. Known are: {known}.

    ko: 동의 종류 {kind}은(는) 없습니다. 사용 가능: {known}.
    """


class ResidentNumberNotCollected(Refusal):
    """A consent cannot cover resident registration numbers: no statute lets this agency hold them.

    ko: 주민등록번호는 동의를 받아도 수집할 수 없습니다. 이를 허용하는 법령이 없습니다.

    Personal Information Protection Act, art. 24-2.
    """


class GuardianNeeded(Refusal):
    """The person is {age} years old; under {limit} a legal guardian must consent.

    ko: 만 {age}세입니다. 만 {limit}세 미만은 법정대리인의 동의가 필요합니다.

    Personal Information Protection Act, art. 22-2.
    """


class ConsentWithdrawnAlready(Refusal):
    """This consent was withdrawn already on {at}.

    ko: 이 동의는 {at}에 이미 철회되었습니다.
    """


class DataDestroyedAlready(Refusal):
    """The personal data of {person} were destroyed already. Who comes back is registered anew.

    ko: {person}의 개인정보는 이미 파기되었습니다. 다시 이용하려면 새로 등록해 주십시오.
    """
