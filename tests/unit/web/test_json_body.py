"""Bodies that no database may choke on."""

from __future__ import annotations

import json

import pytest

from bot.web.errors import Refusal
from bot.web.json_body import read_object


def test_nul_and_halves_of_surrogate_pairs_become_replacement_characters_everywhere() -> None:
    raw = b'{"a\\u0000": ["x\\u0000y", {"b": "\\ud83d"}], "emoji": "\\ud83d\\ude00"}'
    assert read_object(raw) == {"a\ufffd": ["x\ufffdy", {"b": "\ufffd"}], "emoji": "😀"}


def test_numbers_beyond_every_limit_become_text() -> None:
    assert read_object(b'{"a": 1e999, "b": 1460.5, "c": 3}') == {"a": "inf", "b": 1460.5, "c": 3}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"not json",
        b"[]",
        b'"text"',
        b"null",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b"\xff\xfe{}",
        b'{"a":' * 5000,
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_object_is_refused_with_400(raw: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read_object(raw)
    assert (refusal.value.status, refusal.value.code) == (400, "invalid_json")


def test_nesting_is_taken_up_to_a_limit() -> None:
    def nested(levels: int) -> bytes:
        return json.dumps({"a": "x"}).encode().replace(b'"x"', b'{"a":' * levels + b"1" + b"}" * levels)

    assert read_object(nested(60))
    with pytest.raises(Refusal):
        read_object(nested(70))
