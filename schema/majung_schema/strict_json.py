"""JSON as clients must send it: what some part of the platform could not carry is refused at the door."""

from __future__ import annotations

import orjson

from majung_schema.refusals import MalformedRequest

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def decoded(text: bytes | str, *, depth: int) -> Json:
    """The value of a JSON text in UTF-8.

    Refused are, beside what is not JSON: NaN and infinities, numbers beyond a double, half surrogates, a byte
    order mark, the character NUL (Postgres stores none), and nesting past `depth`.
    """
    try:
        value: Json = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(reason=f"not strict JSON ({error.msg})") from None
    raw = text if isinstance(text, bytes) else text.encode()
    may_hold_nul = b"\\u0000" in raw
    if may_hold_nul or raw.count(b"[") + raw.count(b"{") > depth:
        _check(value, depth)
    return value


def _check(value: Json, depth: int) -> None:
    waiting: list[tuple[Json, int]] = [(value, 1)]
    while waiting:
        item, level = waiting.pop()
        if isinstance(item, str):
            if "\x00" in item:
                raise MalformedRequest(reason="a text contains the character NUL")
        elif isinstance(item, dict | list):
            if level > depth:
                raise MalformedRequest(reason=f"nested more than {depth} levels deep")
            if isinstance(item, dict):
                waiting.extend((key, level) for key in item)
                waiting.extend((child, level + 1) for child in item.values())
            else:
                waiting.extend((child, level + 1) for child in item)
