"""What is refused about vouchers."""

from __future__ import annotations

from majung.errors import Refusal


class AdviceMissing(Refusal):
    """An adviser must find the idea sound before the application is evaluated. Record the advice first.

    ko: 전문위원의 적합 의견이 있어야 평가를 시작할 수 있습니다. 먼저 의견을 등록해 주십시오.
    """


class NotBeingAdvised(Refusal):
    """Advice is given while an application is {expected}; this one is {state}.

    ko: 의견은 {expected} 상태에서만 등록할 수 있습니다. 현재 상태: {state}.
    """


class VoucherIssuedAlready(Refusal):
    """This application has its voucher already.

    ko: 이 신청에는 이미 바우처가 발급되었습니다.
    """


class VoucherNotOpen(Refusal):
    """The voucher is {state}; only one that is ISSUED, until {valid_until}, can be redeemed.

    ko: 바우처가 {state} 상태입니다. {valid_until}까지 ISSUED 상태인 바우처만 사용할 수 있습니다.
    """


class WorkshopKnown(Refusal):
    """A workshop with this code is there already.

    ko: 같은 코드의 제작소가 이미 있습니다.
    """
