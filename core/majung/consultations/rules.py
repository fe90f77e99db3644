"""The words a consultation is described with: kinds, channels and outcomes, which programs add to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from majung.consultations.errors import ConsultationWordUnknown
from majung.plugin.contract import ConsultationKind
from majung.texts import Text

Word = tuple[str, Text]

CHANNELS: tuple[Word, ...] = (
    ("VISIT", Text("내방", "visit to the centre")),
    ("FIELD", Text("현장 방문", "visit to the firm or home")),
    ("PHONE", Text("전화", "telephone")),
    ("ONLINE", Text("온라인", "online")),
    ("VIDEO", Text("화상", "video call")),
    ("EVENT", Text("행사·설명회", "event")),
)
"""Ways in which every kind of consultation may be held."""

OUTCOMES: tuple[Word, ...] = (
    ("INFORMED", Text("안내 완료", "informed")),
    ("FOLLOW_UP", Text("후속 상담 필요", "needs another consultation")),
    ("APPLIED", Text("사업 신청 연계", "led to an application")),
    ("REFERRED", Text("타 기관·사업 연계", "referred elsewhere")),
    ("CLOSED", Text("종결", "closed")),
)
"""Results that every kind of consultation may have."""

GENERAL = ConsultationKind(code="GENERAL", title=Text("일반 상담", "general advice"))
"""The kind that is there without any program."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What one kind of consultation is described with: its own channels and outcomes after those of all kinds."""

    kind: ConsultationKind
    channels: tuple[Word, ...]
    outcomes: tuple[Word, ...]


def words_of(kinds: Iterable[ConsultationKind], code: str) -> Words:
    """The words of a kind; refuses one that nobody declares."""
    known = {kind.code: kind for kind in (GENERAL, *kinds)}
    kind = known.get(code)
    if kind is None:
        raise ConsultationWordUnknown(
            path=("kind",), field="kind", field_ko="종류", given=code[:40], known=", ".join(sorted(known))
        )
    return Words(kind=kind, channels=(*CHANNELS, *kind.channels), outcomes=(*OUTCOMES, *kind.outcomes))


def check_words(words: Words, *, channel: str, outcome: str | None) -> None:
    """Refuse a channel or an outcome that this kind of consultation does not know."""
    asked = [("channel", "방법", channel, words.channels)]
    if outcome is not None:
        asked.append(("outcome", "결과", outcome, words.outcomes))
    for field, field_ko, given, known in asked:
        if given not in {code for code, _ in known}:
            raise ConsultationWordUnknown(
                path=(field,), field=field, field_ko=field_ko, given=given[:40], known=", ".join(c for c, _ in known)
            )
