"""Why a change to a firm is refused."""

from __future__ import annotations

from majung.errors import Refusal


class NameMissing(Refusal):
    """A firm needs a name.

    ko: 업체명이 필요합니다.
    """


class BrnTaken(Refusal):
    """The business registration number {brn} belongs to a firm that is registered already.

    ko: 사업자등록번호 {brn}은(는) 이미 등록된 기업의 번호입니다.
    """


class CrnTaken(Refusal):
    """A firm with this corporate registration number is registered already.

    ko: 이 법인등록번호를 가진 기업이 이미 등록되어 있습니다.
    """


class IdentifierTaken(Refusal):
    """The number {value} of the scheme {scheme} belongs to a firm that is registered already.

    ko: {scheme} 번호 {value}은(는) 이미 등록된 기업의 번호입니다.
    """


class OutsideYourDistricts(Refusal):
    """The district {district} is not among those you work for: {allowed}.

    ko: {district} 지역은 담당 지역({allowed})이 아닙니다.
    """


class ChangeNotInOrder(Refusal):
    """The change cannot take effect on {on}: the present {what} has been in force since {since}, and today is {today}.

    ko: {on}부터 변경할 수 없습니다. 현재 {what_ko}은(는) {since}부터 유효하며 오늘은 {today}입니다.
    """


class PeriodReversed(Refusal):
    """The period ends on {valid_to}, before it begins on {valid_from}.

    ko: 종료일 {valid_to}이(가) 시작일 {valid_from}보다 빠릅니다.
    """
