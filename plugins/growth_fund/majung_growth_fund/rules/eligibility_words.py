"""What each condition of eligibility is called, and what is said when it holds or fails."""

from __future__ import annotations

from majung.texts import Text
from majung_growth_fund.rules.findings import Words


def _words(title: tuple[str, str], passed: tuple[str, str], failed: tuple[str, str]) -> Words:
    return Words(Text(*title), Text(*passed), Text(*failed))


WORDS: dict[str, Words] = {
    "ACTIVE_BUSINESS": _words(
        ("정상 영업", "business going on"),
        ("정상 영업 중입니다.", "The business is going on."),
        ("휴업 또는 폐업 상태입니다({status}).", "The business is suspended or closed ({status})."),
    ),
    "IN_PROVINCE": _words(
        ("도내 소재", "in the province"),
        ("사업장이 도내에 있습니다.", "The firm is in the province."),
        ("사업장이 도내 22개 시·군에 있지 않습니다.", "The firm is in none of the province's 22 si and gun."),
    ),
    "NATIONAL_TAX": _words(
        ("국세 완납", "national taxes paid"),
        ("국세 체납이 없습니다.", "No national tax is in arrears."),
        ("국세를 체납하고 있습니다.", "National tax is in arrears."),
    ),
    "LOCAL_TAX": _words(
        ("지방세 완납", "local taxes paid"),
        ("지방세 체납이 없습니다.", "No local tax is in arrears."),
        ("지방세를 체납하고 있습니다.", "Local tax is in arrears."),
    ),
    "SIZE_CLASS": _words(
        ("기업 규모", "size of the firm"),
        ("대상 규모입니다({size}).", "The size is eligible ({size})."),
        ("대상 규모가 아닙니다({size}). 대상: {wanted}.", "{size} is not eligible; eligible: {wanted}."),
    ),
    "SANCTION": _words(
        ("참여제한", "exclusion from support"),
        ("참여제한 기간이 아닙니다.", "The firm is not excluded from support."),
        ("{until}까지 참여제한 기간입니다.", "The firm is excluded from support until {until}."),
    ),
    "OVERLAP": _words(
        ("중복지원", "double benefit"),
        ("중복지원이 없습니다.", "No double benefit was found."),
        ("같은 지원을 이미 받았습니다.", "The same support was already given."),
    ),
    "MIN_OPERATING_MONTHS": _words(
        ("최소 업력", "time in business"),
        ("업력 {months}개월(기준 {needed}개월 이상).", "{months} months in business, {needed} needed."),
        (
            "업력이 {months}개월로 기준 {needed}개월에 미달합니다.",
            "Only {months} months in business, {needed} needed.",
        ),
    ),
    "BELOW_OPERATING_MONTHS": _words(
        ("창업 기간", "time since founding"),
        ("업력 {months}개월(기준 {limit}개월 미만).", "{months} months in business, below {limit}."),
        (
            "업력이 {months}개월로 {limit}개월 미만 기업만 대상입니다.",
            "{months} months in business; only firms below {limit} are eligible.",
        ),
    ),
    "INDUSTRY_ALLOWED": _words(
        ("대상 업종", "eligible industry"),
        ("대상 업종입니다({industry}).", "The industry is eligible ({industry})."),
        ("대상 업종이 아닙니다({industry}).", "The industry is not eligible ({industry})."),
    ),
    "INDUSTRY_RESTRICTED": _words(
        ("제한 업종", "restricted industry"),
        ("제한 업종이 아닙니다({industry}).", "The industry is not restricted ({industry})."),
        ("융자 제한 업종입니다({industry}).", "The industry is restricted ({industry})."),
    ),
    "PURPOSE": _words(
        ("자금 용도", "purpose of the money"),
        ("융자 가능한 용도입니다.", "The purpose is financed."),
        ("{purpose} 용도는 융자하지 않습니다. 가능: {offered}.", "{purpose} is not financed; {offered} is."),
    ),
    "ROUTE": _words(
        ("신청 자격 구분", "ground of the application"),
        ("신청할 수 있는 자격 구분입니다.", "One may apply on this ground."),
        ("{route} 자격으로는 신청할 수 없습니다. 가능: {offered}.", "{route} is no ground here; {offered} are."),
    ),
    "MANUFACTURING_SHARE": _words(
        ("제조업 매출 비중", "share of manufacturing sales"),
        ("제조업 매출 비중 {share}%(기준 {needed}% 이상).", "{share} % of sales, {needed} % needed."),
        (
            "제조업 매출 비중이 {share}%로 기준 {needed}%에 미달합니다.",
            "Only {share} % of sales come from manufacturing, {needed} % needed.",
        ),
    ),
    "REGISTERED_FACTORY": _words(
        ("공장등록", "registered factory"),
        ("공장등록이 되어 있거나 필요하지 않습니다.", "The factory is registered, or need not be."),
        ("공장등록이 되어 있지 않습니다.", "There is no registered factory."),
    ),
    "IDLE_FACTORY_WINDOW": _words(
        ("유휴공장 매입 신청기간", "time to apply for an idle factory"),
        ("낙찰·계약일({awarded})부터 {last}까지 신청 가능합니다.", "Awarded {awarded}: apply until {last}."),
        (
            "낙찰·계약일({awarded})부터 {months}개월 이내에 신청해야 합니다.",
            "One must apply within {months} months of the award or contract ({awarded}).",
        ),
    ),
    "SOCIAL_ECONOMY": _words(
        ("사회적경제기업", "social-economy firm"),
        ("사회적경제기업입니다({held}).", "The firm is a social-economy firm ({held})."),
        ("유효한 사회적경제기업 인증·지정이 없습니다.", "No valid social-economy certification is held."),
    ),
    "SERVICE_INDUSTRY": _words(
        ("제조업 관련·지식기반 서비스업", "manufacturing-related or knowledge service"),
        ("대상 서비스업입니다({industry}).", "The industry is an eligible service ({industry})."),
        ("대상 서비스업이 아닙니다({industry}).", "The industry is not an eligible service ({industry})."),
    ),
    "SERVICE_FACILITY": _words(
        ("서비스업 시설자금", "facility money for services"),
        ("시설자금을 신청할 수 있습니다.", "Facility money may be asked for."),
        (
            "업력 {limit}개월 미만 서비스업은 운전자금만 신청할 수 있습니다.",
            "Services younger than {limit} months may ask for working money only.",
        ),
    ),
}
