"""How else a Korean firm's name may have been written: by ear, or by another rule for foreign words."""

from __future__ import annotations

from collections.abc import Iterator

_WORDS = (
    ("센터", "센타"), ("네트워크", "네트웍"), ("테크", "텍"), ("플라자", "프라자"), ("플라스틱", "프라스틱"),
    ("컨설팅", "콘설팅"), ("콘텐츠", "컨텐츠"), ("디지털", "디지탈"), ("메탈", "메털"), ("케미칼", "케미컬"),
    ("시스템", "씨스템"), ("솔루션", "쏠루션"), ("모터스", "모터즈"), ("파트너스", "파트너즈"),
    ("알루미늄", "알미늄"), ("컴퍼니", "컴파니"),
)  # fmt: skip
"""Pairs of spellings that are both in use (국립국어원, 외래어 표기법, has the first)."""

_VOWELS = ("ㅐㅔ", "ㅒㅖ", "ㅙㅚㅞ", "ㅢㅣ", "ㅓㅗ")
_INITIALS = ("ㄱㄲㅋ", "ㄷㄸㅌ", "ㅂㅃㅍ", "ㅅㅆ", "ㅈㅉㅊ", "ㄴㄹ")
"""Letters that are taken for each other by ear."""

_ALL_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_ALL_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = 28
MOST = 200


def spelling_variants(key: str) -> frozenset[str]:
    """The name key (`korean.name_key`) and those that differ from it by one such spelling; at most about 200."""
    found = {key}
    for variant in _one_off(key):
        if len(found) >= MOST:
            break
        found.add(variant)
    return frozenset(found)


def _one_off(key: str) -> Iterator[str]:
    for pair in _WORDS:
        for written, other in (pair, pair[::-1]):
            if written in key:
                yield key.replace(written, other)
    for place, syllable in enumerate(key):
        for other in _by_ear(syllable):
            yield key[:place] + other + key[place + 1 :]


def _by_ear(syllable: str) -> Iterator[str]:
    """Syllables that differ by one letter that is taken for another."""
    if not "가" <= syllable <= "힣":
        return
    rest, final = divmod(ord(syllable) - ord("가"), _FINALS)
    initial, vowel = divmod(rest, len(_ALL_VOWELS))
    for other in _others(_ALL_INITIALS[initial], _INITIALS):
        yield _syllable(_ALL_INITIALS.index(other), vowel, final)
    for other in _others(_ALL_VOWELS[vowel], _VOWELS):
        yield _syllable(initial, _ALL_VOWELS.index(other), final)


def _others(letter: str, groups: tuple[str, ...]) -> str:
    return next((group.replace(letter, "") for group in groups if letter in group), "")


def _syllable(initial: int, vowel: int, final: int) -> str:
    return chr(ord("가") + (initial * len(_ALL_VOWELS) + vowel) * _FINALS + final)
