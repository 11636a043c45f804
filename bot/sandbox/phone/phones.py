"""The customers' phones: who they are, when they last wrote, whether the shop is typing."""

from __future__ import annotations

import hashlib
import re
import sqlite3

from bot.sandbox.http import Refusal
from bot.sandbox.state import Sandbox

MSISDN = re.compile(r"[1-9]\d{7,14}")
TYPING_SECONDS = 25
WINDOW_SECONDS = 24 * 3600
PAIR_SECONDS = 6
PAIR_BURST = 45
# As their owners might call themselves in WhatsApp, where the shop finds the name that it greets with.
NAMES = ("Wanjiku", "Otieno", "Achieng", "Mwangi", "Njeri", "Kiprono", "Mwende", "Barasa", "Chebet", "Omondi")


def checked(msisdn: str) -> str:
    """Raises Refusal 400 for anything but 8 to 15 digits that begin with a country code."""
    if not (msisdn.isascii() and MSISDN.fullmatch(msisdn)):
        wanted = "The phone must be digits with the country code and no plus sign, such as 254700123456."
        raise Refusal(400, "invalid_phone", wanted, "msisdn")
    return msisdn


def user_id(msisdn: str) -> str:
    """The business-scoped id by which Meta names the owner of this phone."""
    return "KE." + str(int(hashlib.sha256(msisdn.encode()).hexdigest()[:16], 16)).zfill(20)


def get(sandbox: Sandbox, msisdn: str) -> sqlite3.Row:
    """The phone, known from now on if it was not before."""
    sandbox.store.run(
        "INSERT OR IGNORE INTO phones (msisdn, user_id, name) VALUES (?, ?, ?)",
        msisdn,
        user_id(msisdn),
        NAMES[int(msisdn) % len(NAMES)],
    )
    row = sandbox.store.one("SELECT * FROM phones WHERE msisdn = ?", msisdn)
    assert row is not None
    return row


def known(sandbox: Sandbox) -> list[str]:
    return [row["msisdn"] for row in sandbox.store.all("SELECT msisdn FROM phones ORDER BY msisdn")]


def named(sandbox: Sandbox, wanted: str) -> str | None:
    """The phone of a business-scoped user id."""
    row = sandbox.store.one("SELECT msisdn FROM phones WHERE user_id = ?", wanted)
    return None if row is None else str(row["msisdn"])


def touch(sandbox: Sandbox, msisdn: str) -> int:
    """Notes that something changed on the phone and wakes who watches it; the number of this change."""
    get(sandbox, msisdn)
    seq = sandbox.store.next("change")
    sandbox.store.run("UPDATE phones SET seq = ? WHERE msisdn = ?", seq, msisdn)
    sandbox.bell.ring(msisdn)
    return seq


def seq(sandbox: Sandbox, msisdn: str) -> int:
    row = sandbox.store.one("SELECT seq FROM phones WHERE msisdn = ?", msisdn)
    return 0 if row is None else int(row["seq"])


def wrote(sandbox: Sandbox, msisdn: str, moment: float) -> None:
    """The customer wrote at this time (Unix seconds), which opens the 24-hour window."""
    get(sandbox, msisdn)
    latest = "UPDATE phones SET last_inbound = MAX(COALESCE(last_inbound, 0), ?) WHERE msisdn = ?"
    sandbox.store.run(latest, moment, msisdn)


def window_open(sandbox: Sandbox, msisdn: str) -> bool:
    last = get(sandbox, msisdn)["last_inbound"]
    return last is not None and sandbox.now().timestamp() - last <= WINDOW_SECONDS


def close_window(sandbox: Sandbox, msisdn: str) -> None:
    get(sandbox, msisdn)
    sandbox.store.run("UPDATE phones SET last_inbound = NULL WHERE msisdn = ?", msisdn)


def type_at(sandbox: Sandbox, msisdn: str) -> None:
    """Shows the typing dots until the next bubble of the shop, 25 seconds at most."""
    until = sandbox.now().timestamp() + TYPING_SECONDS
    sandbox.store.run("UPDATE phones SET typing_until = ? WHERE msisdn = ?", until, msisdn)
    touch(sandbox, msisdn)


def stop_typing(sandbox: Sandbox, msisdn: str) -> None:
    sandbox.store.run("UPDATE phones SET typing_until = NULL WHERE msisdn = ?", msisdn)


def typing(sandbox: Sandbox, msisdn: str) -> bool:
    row = sandbox.store.one("SELECT typing_until FROM phones WHERE msisdn = ?", msisdn)
    until = row["typing_until"] if row is not None else None
    return until is not None and sandbox.now().timestamp() < until


def paced(sandbox: Sandbox, msisdn: str) -> bool:
    """Whether one more message to this phone keeps to the pair rate: one in 6 seconds, 45 of them in advance."""
    if not sandbox.config.pair_rate:
        return True
    now = sandbox.now().timestamp()
    until = max(now, get(sandbox, msisdn)["paced_until"] or 0.0) + PAIR_SECONDS
    if until - now > PAIR_SECONDS * PAIR_BURST:
        return False
    sandbox.store.run("UPDATE phones SET paced_until = ? WHERE msisdn = ?", until, msisdn)
    return True
