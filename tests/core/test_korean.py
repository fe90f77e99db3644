"""Finding names as they are typed: whole and half-typed syllables, initials, and how well the grams select."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung.korean import (
    SearchColumns,
    initials,
    jamo,
    name_key,
    query_grams,
    search_columns,
    search_form,
    search_grams,
    search_query,
)

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
NAMES = st.text(st.one_of(SYLLABLES, st.sampled_from("abz09 &()ㄱㅎㄳ")), min_size=1, max_size=12)


def like(patterns: list[str], text: str) -> bool:
    return all(re.search(pattern.replace("%", ".*"), text) for pattern in patterns)


def finds(query: str, columns: SearchColumns) -> bool:
    """What the database answers: the index by grams, then the patterns."""
    asked = search_query(query)
    by_index = set(asked.grams) <= set(columns.grams)
    return by_index and like(asked.jamo_like, columns.jamo) and like(asked.initials_like, columns.initials)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("한빛", "ㅎㅏㄴㅂㅣㅊ"),
        ("닭", "ㄷㅏㄹㄱ"),
        ("과일", "ㄱㅗㅏㅇㅣㄹ"),
        ("깎아", "ㄲㅏㄲㅇㅏ"),
        ("ＬＧ 전자", "lgㅈㅓㄴㅈㅏ"),
        ("ㄳ", "ㄱㅅ"),
        ("\u1112\u1161\u11ab", "ㅎㅏㄴ"),
    ],
)
def test_keystrokes(text: str, keys: str) -> None:
    assert jamo(text) == keys


def test_initials_keep_other_characters() -> None:
    assert initials("한빛2공장 Co") == "ㅎㅂ2ㄱㅈco"


def test_search_form_has_one_spelling() -> None:
    assert search_form("  ㈜Ｈanbit－한빛·정밀! ") == "주hanbit한빛정밀"


@given(st.text(max_size=20))
def test_search_form_of_a_search_form_is_itself(text: str) -> None:
    once = search_form(text)
    assert jamo(search_form(once)) == jamo(once)


@given(st.text(SYLLABLES, max_size=8), st.text(SYLLABLES, max_size=8))
def test_keystrokes_of_a_text_are_those_of_its_parts(left: str, right: str) -> None:
    assert jamo(left + right) == jamo(left) + jamo(right)


@pytest.mark.parametrize(
    "query",
    [
        "한빛",
        "빛정",
        "한비",
        "한ㅂ",
        "하",
        "한",
        "빛",
        "비",
        "ㅎㅂ",
        "ㅂㅈㅁ",
        "한ㅂㅈ",
        "ㅎ빛",
        "정밀 한빛",
        "(주)한빛",
        "ㅎㅂㅈㅁ",
    ],
)
def test_finds_hanbit_jeongmil_as_typed(query: str) -> None:
    assert finds(query, search_columns("(주)한빛정밀"))


@pytest.mark.parametrize("query", ["한별", "정빛", "ㅂㅎ", "한ㅈ", "빛나", "한빝", "주한밀"])
def test_does_not_find_hanbit_jeongmil_by_other_names(query: str) -> None:
    assert not finds(query, search_columns("(주)한빛정밀"))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("달", "닭갈비"),
        ("고", "과일나라"),
        ("일ㅅ", "일사천리"),
        ("잀", "일사천리"),
        ("lg", "LG전자"),
        ("KT&G", "(주)케이티 kt&g"),
        ("ㄱㅅ", "김순"),
        ("ㄳ", "김순"),
        ("한 빛", "한빛"),
        ("한빛", "한 빛"),
    ],
)
def test_finds_on_the_way_to_the_whole_word(query: str, name: str) -> None:
    assert finds(query, search_columns(name))


@given(NAMES, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(begin + 1, len(name)))
    assert finds(name[begin:end], search_columns(name))


@given(st.text(SYLLABLES, min_size=1, max_size=8), st.data())
def test_every_run_of_keystrokes_from_a_syllable_on_finds_the_name(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    typed = name[begin:-1] + jamo(name[-1])[:1]
    assert finds(typed, search_columns(name))


@given(st.text(SYLLABLES, min_size=2, max_size=8), st.data())
def test_initials_of_every_part_find_the_name(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 2))
    assert finds(initials(name[begin:]), search_columns(name))


@pytest.mark.parametrize(
    ("query", "grams"),
    [
        ("한빛", ["ㄴㅂㅣ", "ㅂㅣㅊ", "ㅎㅏㄴ", "ㅏㄴㅂ"]),
        ("비", ["ㅂㅣ"]),
        ("ㅎㅂ", ["=ㅎㅂ"]),
        ("ㅎㅂㅈㅁ", ["=ㅂㅈㅁ", "=ㅎㅂㅈ"]),
        ("ㅎ", []),
        ("!?", []),
    ],
)
def test_grams_of_a_query(query: str, grams: list[str]) -> None:
    assert query_grams(query) == grams


@pytest.mark.parametrize(
    ("query", "starts"),
    [("김", ["^ㄱㅣㅁ"]), ("비", ["^ㅂㅣ"]), ("ㅎㅂ", ["^=ㅎㅂ"]), ("한빛", ["^ㅎㅏㄴ", "ㄴㅂㅣ", "ㅂㅣㅊ", "ㅏㄴㅂ"])],
)
def test_starts_ask_for_nothing_that_follows(query: str, starts: list[str]) -> None:
    assert search_query(query).starts == starts


@pytest.mark.parametrize("query", ["한빛", "하", "ㅎㅂ", "정밀", "정"])
def test_starts_are_words_of_the_name(query: str) -> None:
    assert set(search_query(query).starts) <= set(search_grams("농업회사법인 ㈜한빛 정밀"))


@pytest.mark.parametrize("query", ["빛", "밀", "ㅂㅈㅁ"])
def test_starts_are_not_the_middle_of_words(query: str) -> None:
    assert not set(search_query(query).starts) <= set(search_grams("㈜한빛 정밀"))


def test_patterns_need_no_escaping() -> None:
    asked = search_query(r"100%_\한빛")
    assert asked.jamo_like == ["%100ㅎㅏㄴㅂㅣㅊ%"]


def test_a_name_has_few_grams() -> None:
    assert len(search_grams("농업회사법인 주식회사 한빛정밀고구마가공")) < 100
    assert len(search_grams("한빛정밀")) < 30


def test_two_syllables_read_few_rows_in_vain() -> None:
    """Of 5,000 names of common syllables the grams admit hardly more than what the query truly means."""
    dice = random.Random(20261124)
    common = "한정대성신동현진영광남해양수산전자기공업건설유통식품테크산업에너지푸드팜바이오솔루션글로벌코리아"
    names = [search_columns("".join(dice.choices(common, k=dice.randint(3, 6)))) for _ in range(5_000)]
    queries = ["".join(dice.choices(common, k=2)) for _ in range(40)]
    admitted = sum(set(query_grams(query)) <= set(name.grams) for query in queries for name in names)
    meant = sum(finds(query, name) for query in queries for name in names)
    assert meant > 0
    assert admitted <= meant * 1.2
    assert meant / (len(queries) * len(names)) < 0.02


@pytest.mark.parametrize(
    "name",
    [
        "(주)한빛정밀",
        "㈜ 한빛정밀",
        "한빛정밀 주식회사",
        "주식회사한빛정밀",
        "한빛 정밀",
        "농업회사법인(주)한빛정밀",
        "주)한빛정밀",
        "한빛정밀 CO., LTD.",
        "（주）한빛정밀",
    ],
)
def test_spellings_of_one_firm_have_one_key(name: str) -> None:
    assert name_key(name) == "한빛정밀"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("LG전자", "엘지전자"),
        ("KT&G", "케이티앤지"),
        ("한빛쥬얼리", "한빛주얼리"),
        ("한빛 앤 파트너스", "한빛&파트너스"),
    ],
)
def test_spelling_variants_have_one_key(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@pytest.mark.parametrize("name", ["해남농업협동조합", "주식회사", "유한킴벌리", "사랑방", "POSCO"])
def test_key_keeps_what_belongs_to_the_name(name: str) -> None:
    assert name_key(name) == name.casefold()
