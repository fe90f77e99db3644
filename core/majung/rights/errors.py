"""Why what a person asked for is refused."""

from __future__ import annotations

from majung.errors import Refusal


class PurposeNotStated(Refusal):
    """Say for what purpose all data of the person are handed out: it goes into the access record.

    ko: 개인정보 전체를 내보내는 목적을 입력해 주십시오. 접속기록에 남습니다.
    """


class ApplicationsRunning(Refusal):
    """Applications of the person are being worked on: {applications}. Withdraw them or wait for their end first.

    ko: 처리 중인 신청이 있습니다: {applications}. 먼저 신청을 철회하거나 종료될 때까지 기다려 주십시오.
    """


class NothingToCorrect(Refusal):
    """Say what is to be corrected: name, birthDate or gender. Contact data are changed with changeContact.

    ko: 정정할 항목(성명, 생년월일, 성별)을 입력해 주십시오. 연락처는 changeContact로 변경합니다.
    """
