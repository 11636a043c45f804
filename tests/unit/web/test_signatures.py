"""Signatures against vectors computed with other tools, and every way of getting one wrong."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.web.security.signatures import SignatureRefused, verify_ghala, verify_meta

SECRET = "test_secret"
RAW = b'{"event":"order.created","data":{"order_id":42}}'
SENT_AT = datetime.fromtimestamp(1700000000, timezone.utc)
BODY_HEX = "19d63cc821fdc3aa6e0953d25684d1881cc2cdba652a1d94ccef6aa9e4391787"
TIMED_HEX = "sha256=795baa3d3a6d818fae61de7739353d838fb7af4c93840c7afd1f31b76d4f836f"
TIMED_BASE64 = "eVuqPTptgY+uYd53OTU9g4+3r0yThAx6/R8xt21Pg28="
GOOD = {
    "body-hex": {"x-ghala-signature": BODY_HEX},
    "timestamp-hex": {"x-ghala-signature": TIMED_HEX, "x-ghala-timestamp": "1700000000"},
    "timestamp-base64": {"x-ghala-signature": TIMED_BASE64, "x-ghala-timestamp": "1700000000"},
}


def reason_of(scheme: str, headers: dict[str, str], secret: str = SECRET, raw: bytes = RAW, late: int = 0) -> str:
    with pytest.raises(SignatureRefused) as refusal:
        verify_ghala(scheme, secret, headers, raw, SENT_AT + timedelta(seconds=late))
    return refusal.value.reason


def meta_reason_of(headers: dict[str, str], secret: str = SECRET, raw: bytes = RAW) -> str:
    with pytest.raises(SignatureRefused) as refusal:
        verify_meta(secret, headers, raw)
    return refusal.value.reason


def test_meta_vector_is_accepted() -> None:
    verify_meta(SECRET, {"x-hub-signature-256": f"sha256={BODY_HEX}"}, RAW)


@pytest.mark.parametrize("scheme", GOOD)
def test_ghala_vector_is_accepted(scheme: str) -> None:
    verify_ghala(scheme, SECRET, GOOD[scheme], RAW, SENT_AT)


def test_body_hex_is_accepted_with_the_prefix_and_in_capitals() -> None:
    verify_ghala("body-hex", SECRET, {"x-ghala-signature": f"sha256={BODY_HEX.upper()}"}, RAW, SENT_AT)


@pytest.mark.parametrize("late", [-300, 300])
@pytest.mark.parametrize("scheme", ["timestamp-hex", "timestamp-base64"])
def test_timestamp_holds_for_five_minutes_both_ways(scheme: str, late: int) -> None:
    verify_ghala(scheme, SECRET, GOOD[scheme], RAW, SENT_AT + timedelta(seconds=late))


@pytest.mark.parametrize("late", [-301, 301])
@pytest.mark.parametrize("scheme", ["timestamp-hex", "timestamp-base64"])
def test_timestamp_beyond_five_minutes_is_stale(scheme: str, late: int) -> None:
    assert reason_of(scheme, GOOD[scheme], late=late) == "stale"


@pytest.mark.parametrize("scheme", GOOD)
def test_one_changed_byte_of_the_body_is_a_mismatch(scheme: str) -> None:
    assert reason_of(scheme, GOOD[scheme], raw=RAW.replace(b"42", b"43")) == "mismatch"


@pytest.mark.parametrize("scheme", GOOD)
def test_another_secret_is_a_mismatch(scheme: str) -> None:
    assert reason_of(scheme, GOOD[scheme], secret="other_secret") == "mismatch"


@pytest.mark.parametrize("scheme", GOOD)
def test_without_a_secret_even_the_right_signature_is_refused(scheme: str) -> None:
    assert reason_of(scheme, GOOD[scheme], secret="") == "no_secret"
    assert meta_reason_of({"x-hub-signature-256": f"sha256={BODY_HEX}"}, secret="") == "no_secret"


@pytest.mark.parametrize("scheme", GOOD)
def test_truncated_signature_is_malformed(scheme: str) -> None:
    headers = {**GOOD[scheme], "x-ghala-signature": GOOD[scheme]["x-ghala-signature"][:-4]}
    assert reason_of(scheme, headers) == "malformed"


@pytest.mark.parametrize("scheme", GOOD)
def test_missing_headers_are_told_apart(scheme: str) -> None:
    assert reason_of(scheme, {}) == "missing"
    if scheme != "body-hex":
        assert reason_of(scheme, {"x-ghala-signature": GOOD[scheme]["x-ghala-signature"]}) == "missing"


@pytest.mark.parametrize(
    "given", ["", BODY_HEX, f"sha1={BODY_HEX}", "sha256=", f"sha256={BODY_HEX}00", "sha256=\udcff" + "a" * 63]
)
def test_meta_signature_of_another_form_is_refused(given: str) -> None:
    assert meta_reason_of({"x-hub-signature-256": given}) in ("missing", "malformed")


@pytest.mark.parametrize("written", ["1700000000.5", "-1700000000", "now", "١٧٠٠٠٠٠٠٠٠", "9" * 40])
def test_timestamp_that_is_no_count_of_seconds_is_malformed(written: str) -> None:
    assert reason_of("timestamp-hex", {**GOOD["timestamp-hex"], "x-ghala-timestamp": written}) == "malformed"


def test_timestamp_is_part_of_what_is_signed() -> None:
    assert reason_of("timestamp-hex", {**GOOD["timestamp-hex"], "x-ghala-timestamp": "1700000001"}) == "mismatch"
