"""Representatives as registers write them."""

from __future__ import annotations

import pytest

from majung.imports.representatives import representative_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("이준행, 이제중(각자대표이사)", ("이준행", "이제중")),
        ("이흥근, 이재원(공동 대표이사)", ("이흥근", "이재원")),
        ("김종원, 박동필 각자대표", ("김종원", "박동필")),
        ("대표이사 오동훈 대표이사 최종성", ("오동훈", "최종성")),
        ("각자대표이사 강기석\n각자대표이사 김신규", ("강기석", "김신규")),
        ("대표이사 전무 김철수", ("김철수",)),
        ("조항목 (단독대표)", ("조항목",)),
        ("권영식, 이승원(각자 대표집행임원)", ("권영식", "이승원")),
        ("린즈웨이/라우호밍", ("린즈웨이", "라우호밍")),
        ("김만진.이만섭", ("김만진", "이만섭")),
        ("임형기 임주희", ("임형기", "임주희")),
        ("모리야 키요시", ("모리야 키요시",)),
        ("뤄젠룽(Luo, Jian Rong)", ("뤄젠룽(Luo, Jian Rong)",)),
        ("Lee, Sam-Geol", ("Lee, Sam-Geol",)),
        ("Minho Hou, Ho Sung Kang", ("Minho Hou", "Ho Sung Kang")),
        ("Song Jae Joon, Lee Joo Hwan (Independent CEOs)", ("Song Jae Joon", "Lee Joo Hwan")),
        ("한국투자신탁운용(주)", ("한국투자신탁운용(주)",)),
        ("홍길동 외 2명", ("홍길동",)),
        ("홍길동, 홍길동", ("홍길동",)),
        ("대표이사", ()),
        ("-", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_names_without_roles(text: str | None, names: tuple[str, ...]) -> None:
    assert representative_names(text) == names
