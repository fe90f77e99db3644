"""Why nobody could be let in by a login elsewhere."""

from __future__ import annotations

from majung.errors import Refusal


class IssuerAway(Refusal):
    """The login service {issuer} does not answer as it should, so logins of it cannot be checked. Try again later.

    ko: 로그인 서비스 {issuer}이(가) 정상적으로 응답하지 않아 로그인을 확인할 수 없습니다. 잠시 후 다시 시도해 주십시오.
    """


class IdentityNotLinked(Refusal):
    """The login {subject} of {issuer} opens no mandate here. Ask an administrator to link it to your account.

    ko: {issuer}의 로그인 {subject}에 연결된 권한이 없습니다. 관리자에게 계정 연결을 요청해 주십시오.
    """


class MandateNotChosen(Refusal):
    """You may act in several capacities. Name one of them in the header Majung-Mandate: {mandates}.

    ko: 권한이 여러 개 있습니다. Majung-Mandate 헤더로 하나를 지정해 주십시오: {mandates}.
    """


class MandateNotYours(Refusal):
    """{given} is not a mandate that this login opens now. It opens: {mandates}.

    ko: {given}은(는) 이 로그인으로 쓸 수 있는 권한이 아닙니다. 쓸 수 있는 권한: {mandates}.
    """


class IdentityTaken(Refusal):
    """This login of {issuer} is linked to another account already. Unlink it there first.

    ko: {issuer}의 이 로그인은 이미 다른 계정에 연결되어 있습니다. 먼저 그 연결을 해제해 주십시오.
    """


class LoginFailed(Refusal):
    """The login did not succeed: {reason}. Begin again.

    ko: 로그인하지 못했습니다: {reason}. 다시 시작해 주십시오.
    """


class LoginNotOffered(Refusal):
    """Nobody logs in here as {kind}. Logins are offered for: {kinds}.

    ko: {kind} 로그인은 제공하지 않습니다. 제공하는 로그인: {kinds}.
    """
