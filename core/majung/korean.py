"""Korean names: how they are typed, found and compared.

Stored beside a searched text: `search_jamo` (its keystrokes, 한빛 -> ㅎㅏㄴㅂㅣㅊ), `search_initials` (ㅎㅂ) and
`search_grams`, a text[] under a GIN index (no extension needed). A search asks

    search_grams @> $grams AND search_jamo LIKE ALL($jamo_like) AND search_initials LIKE ALL($initials_like)

where the grams let the index find the few rows in question and the patterns decide. Grams are three keystrokes
long; pairs are kept only where a short query can consist of one (consonant + vowel: 비; two Latin letters), and
initials (with "=" before them) in twos and threes. A query of two syllables has four to six keystrokes, so two to
four grams meet, and few rows are read in vain. One syllable or two initials are truly in up to a tenth of all
names: ask for `starts` first (a word of the name begins with it, "^"), then for `grams`, both with a LIMIT and
without sorting all that match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from majung.korean_firm_names import split_legal_form
from majung.korean_masks import mask_address, mask_email, mask_name, mask_phone

__all__ = [
    "SearchColumns", "SearchQuery", "initials", "jamo", "mask_address", "mask_email", "mask_name", "mask_phone",
    "name_key", "query_grams", "search_columns", "search_form", "search_grams", "search_query",
]  # fmt: skip

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_TYPED = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ", "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ",
    "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
}  # fmt: skip
"""Letters typed with two keys: 일ㅅ appears as 잀 on its way to 일사, ㄱㅅ as ㄳ."""

_CONJOINING = str.maketrans(
    {chr(0x1100 + i): c for i, c in enumerate(INITIALS)}
    | {chr(0x1161 + i): c for i, c in enumerate(_VOWELS)}
    | {chr(0x11A8 + i): c for i, c in enumerate(_FINALS)}
)
_WORD_BREAK = re.compile(r"[\s()\[\]{}<>·,/~]+")
_LETTER_NAMES = {
    "a": "에이", "b": "비", "c": "씨", "d": "디", "e": "이", "f": "에프", "g": "지",
    "h": "에이치", "i": "아이", "j": "제이", "k": "케이", "l": "엘", "m": "엠", "n": "엔",
    "o": "오", "p": "피", "q": "큐", "r": "알", "s": "에스", "t": "티", "u": "유",
    "v": "브이", "w": "더블유", "x": "엑스", "y": "와이", "z": "제트",
}  # fmt: skip
_SHORT_LATIN = re.compile(r"(?<![a-z])[a-z]{1,4}(?![a-z])")
_CONSONANT = re.compile("[ㄱ-ㅎ]")
_SAME_SOUND = str.maketrans("쟈져죠쥬챠쳐쵸츄", "자저조주차처초추")


@dataclass(frozen=True, kw_only=True)
class SearchColumns:
    """What is stored beside a searched text, in the columns `search_<field>`."""

    jamo: str
    initials: str
    grams: list[str]


@dataclass(frozen=True, kw_only=True)
class SearchQuery:
    """What a typed query asks of the stored columns; empty `grams` means too short for the index.

    `starts` are the grams of names with a word that begins as the query does. The patterns are for LIKE ALL and
    need no escaping (nothing but letters and digits is left of a query).
    """

    grams: list[str]
    starts: list[str]
    jamo_like: list[str]
    initials_like: list[str]


def search_form(text: str) -> str:
    """The letters and digits of a text in one spelling: composed, half-width, small, without spaces and marks."""
    return "".join(filter(str.isalnum, _folded(text))).translate(_CONJOINING)


def jamo(text: str) -> str:
    """The keystrokes of a text: 한빛 -> ㅎㅏㄴㅂㅣㅊ, 닭 -> ㄷㅏㄹㄱ; letters of other scripts as they are."""
    return "".join(map(_keys, search_form(text)))


def initials(text: str) -> str:
    """The first consonants (초성) of a text: 한빛2공장 -> ㅎㅂ2ㄱㅈ; other characters as they are."""
    return "".join(map(_initial, search_form(text)))


def name_key(text: str) -> str:
    """A firm's name as it is compared: no legal form, no spaces, short Latin names spelled out (LG -> 엘지).

    Equal keys mean possibly the same firm, to be looked at by a person; they never merge records by themselves.
    """
    bare, _ = split_legal_form(text)
    folded = search_form(_folded(bare).replace("&", "앤")) or search_form(text)
    spelled = _SHORT_LATIN.sub(lambda run: "".join(_LETTER_NAMES[c] for c in run[0]), folded)
    return spelled.translate(_SAME_SOUND)


def search_columns(text: str) -> SearchColumns:
    """All three columns to store beside a text."""
    form = search_form(text)
    keys, letters = "".join(map(_keys, form)), "".join(map(_initial, form))
    return SearchColumns(jamo=keys, initials=letters, grams=_every_gram(text, keys, letters))


def search_grams(text: str) -> list[str]:
    """Every gram by which a query may find the text, sorted, each once."""
    return _every_gram(text, jamo(text), initials(text))


def search_query(query: str) -> SearchQuery:
    """What to ask for a query as typed: whole or half-typed syllables, initials, or both; each word must occur.

    A legal form in the query does not narrow the search, unless the query is nothing else.
    """
    bare, _ = split_legal_form(query)
    words = [form for word in bare.split() if (form := search_form(word))]
    words = words or [form for form in [search_form(query)] if form]
    grams: set[str] = set()
    starts: set[str] = set()
    jamo_like: list[str] = []
    initials_like: list[str] = []
    for word in words:
        runs, abbreviated = _parts(word)
        for keys in map(jamo, runs):
            grams.update(_grams(keys, (min(3, len(keys)),)))
            jamo_like.append(f"%{keys}%")
        if abbreviated:
            grams.update(_initial_grams(initials(word), (min(3, len(initials(word))),)))
            initials_like.append(f"%{initials(word)}%")
        if word is words[0]:
            starts.update(_starts("" if abbreviated else jamo(word), initials(word) if abbreviated else ""))
    return SearchQuery(
        grams=sorted(grams),
        starts=sorted(_fewest(grams | starts)),
        jamo_like=jamo_like,
        initials_like=initials_like,
    )


def query_grams(query: str) -> list[str]:
    """The grams that every text found by the query has."""
    return search_query(query).grams


def _folded(text: str) -> str:
    """One spelling for each character, words still apart; jamo of the keyboard (ㄱ-ㅣ) stay what they are."""
    composed = unicodedata.normalize("NFC", text).replace("ㆍ", " ")
    plain = composed if unicodedata.is_normalized("NFKC", composed) else "".join(map(_plain, composed))
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", plain).casefold())


@lru_cache(maxsize=20_000)
def _plain(char: str) -> str:
    return char if "ㄱ" <= char <= "ㅣ" else unicodedata.normalize("NFKC", char)


def _is_syllable(char: str) -> bool:
    return "가" <= char <= "힣"


@lru_cache(maxsize=20_000)  # more than all syllables: names of a million firms are made of them
def _keys(char: str) -> str:
    """The keystrokes of one character."""
    if not _is_syllable(char):
        return _TYPED.get(char, char)
    rest, final = divmod(ord(char) - ord("가"), len(_FINALS) + 1)
    initial, vowel = divmod(rest, len(_VOWELS))
    end = _FINALS[final - 1] if final else ""
    return INITIALS[initial] + _TYPED.get(_VOWELS[vowel], _VOWELS[vowel]) + _TYPED.get(end, end)


@lru_cache(maxsize=20_000)
def _initial(char: str) -> str:
    return _keys(char)[0] if _is_syllable(char) else _keys(char)


def _windows(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(len(text) - size + 1)]


def _grams(keys: str, sizes: Iterable[int]) -> set[str]:
    """Grams of keystrokes; of the pairs only those that a query of two keystrokes can be."""
    grams: set[str] = set()
    for size in sizes:
        if size == 2:
            grams.update(filter(_is_query, _windows(keys, size)))
        elif size > 2:
            grams.update(_windows(keys, size))
    return grams


@lru_cache(maxsize=20_000)
def _is_query(pair: str) -> bool:
    first, second = ("ㄱ" <= c <= "ㅎ" for c in pair)
    return not second and (first or not any("ㅏ" <= c <= "ㅣ" for c in pair))


def _initial_grams(letters: str, sizes: Iterable[int]) -> set[str]:
    """Grams of initials; those without any Korean letter are among the keystrokes already."""
    return {"=" + gram for size in sizes if size > 1 for gram in _windows(letters, size) if _CONSONANT.search(gram)}


def _every_gram(text: str, keys: str, letters: str) -> list[str]:
    """The grams of a text with these keystrokes and initials."""
    bare, _ = split_legal_form(text)
    folded = _folded(bare)
    grams = {*_grams(keys, (2, 3)), *_initial_grams(letters, (2, 3))}
    for word in [folded, *_WORD_BREAK.split(folded)]:
        grams.update(_word_starts("".join(filter(str.isalnum, word)).translate(_CONJOINING)[:3]))
    return sorted(grams)


@lru_cache(maxsize=20_000)
def _word_starts(begins: str) -> frozenset[str]:
    """The grams of a word's beginning, from its first three characters."""
    return frozenset(_starts("".join(map(_keys, begins)), "".join(map(_initial, begins))))


def _starts(keys: str, letters: str) -> set[str]:
    """Grams of a word's beginning, in the lengths in which it is asked for."""
    ends = _grams(keys[:2], (2,)) | _grams(keys[:3], (3,))
    return {"^" + gram for gram in ends | _initial_grams(letters[:2], (2,))}


def _fewest(grams: set[str]) -> set[str]:
    """The grams without those that follow from another: who begins with ㄱㅣㅁ has it, and begins with ㄱㅣ.

    They would only make PostgreSQL read more of the index and, taking them for independent, expect too few rows.
    """
    follow = {begin[1:] for begin in grams if begin.startswith("^")}
    follow |= {begin[:-1] for begin in grams if begin.startswith("^") and len(begin.lstrip("^=")) > 2}
    return grams - follow


def _parts(word: str) -> tuple[list[str], bool]:
    """The typed-out runs of a word, and whether it has initials: 한빛, 한비, 한ㅂ have none, ㅎㅂ and 한ㅂㅈ do.

    A single consonant at the end of a typed-out run is its next syllable, half typed.
    """
    letters = "".join(c if _is_syllable(c) else _keys(c) for c in word)
    alone = [i for i, c in enumerate(letters) if "ㄱ" <= c <= "ㅎ"]
    if not alone or (alone == [len(letters) - 1] and len(letters) > 1):
        return [letters], False
    return re.findall(r"[^ㄱ-ㅎ]+[ㄱ-ㅎ]?", letters), True
