"""What is refused about products."""

from __future__ import annotations

from majung.errors import Refusal


class ProductNameMissing(Refusal):
    """A product needs a name in Korean.

    ko: 제품명(국문)을 입력해 주십시오.
    """


class ProductKnown(Refusal):
    """The firm has a product of this name already. Change that one.

    ko: 같은 이름의 제품이 이미 등록되어 있습니다. 기존 제품을 변경해 주십시오.
    """


class CertificateKnown(Refusal):
    """The product has a certificate of this kind and number already.

    ko: 같은 종류와 번호의 인증이 이미 등록되어 있습니다.
    """


class HsCodeWrong(Refusal):
    """{given} is no HS code of six digits. Write it like 2008.99 or 200899.

    ko: {given}은(는) HS 6단위 코드가 아닙니다. 2008.99 또는 200899 형식으로 입력해 주십시오.
    """


class HsCodeUnknown(Refusal):
    """The list of goods of {edition} has no subheading {given}. Look it up with hsCodes.

    ko: {edition}년 HS 품목표에 {given} 소호가 없습니다. hsCodes에서 확인해 주십시오.
    """


class HsListMissing(Refusal):
    """No HS list is loaded to check the code with. Import one (`majung import reference hs …`), or leave it out.

    ko: HS 품목표가 등록되어 있지 않아 코드를 확인할 수 없습니다. 품목표를 가져오거나 코드를 비워 두십시오.
    """


class CertificatePeriodReversed(Refusal):
    """The certificate would end on {valid_to}, before it begins on {valid_from}.

    ko: 인증의 종료일 {valid_to}이(가) 시작일 {valid_from}보다 이릅니다.
    """
