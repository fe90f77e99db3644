"""Legal forms taken out of names and kept beside them."""

import pytest

from majung.korean_firm_names import split_legal_form


@pytest.mark.parametrize(
    ("name", "bare", "form"),
    [
        ("(주)한빛", "한빛", "주식회사"),
        ("한빛(유)", "한빛", "유한회사"),
        ("농업회사법인 ㈜ 한빛", "한빛", "농업회사법인 주식회사"),
        ("영농조합법인보성녹차연합회", "보성녹차연합회", "영농조합법인"),
        ("해남겨울배추생산자협의회영농조합법인", "해남겨울배추생산자협의회", "영농조합법인"),
        ("(사)해남고구마생산자협회", "해남고구마생산자협회", "사단법인"),
        ("Hanbit Precision Co., Ltd.", "Hanbit Precision", "co ltd"),
        ("해남 협동조합", "해남", "협동조합"),
        ("해남농업협동조합", "해남농업협동조합", None),
        ("한빛정밀", "한빛정밀", None),
        ("주식회사", "주식회사", None),
        ("", "", None),
    ],
)
def test_splits_the_legal_form_off(name: str, bare: str, form: str | None) -> None:
    assert split_legal_form(name) == (bare, form)


@pytest.mark.parametrize("piece", ["(주)", "주식회사 ", ",", " ", "co ltd "])
def test_what_is_too_long_for_a_name_is_not_looked_through(piece: str) -> None:
    """Taking one form after the other off a long text took longer than anybody waits for a test."""
    text = piece * 100_000
    assert split_legal_form(text) == (text.strip(), None)


@pytest.mark.parametrize("name", ["a" + " " * 400 + "b", "a" + "," * 400 + " ltd"])
def test_long_gaps_in_names_are_taken_at_once(name: str) -> None:
    assert split_legal_form(name)[0] in ("a b", "a")
