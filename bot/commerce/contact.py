"""When a shop may write to a customer first: WhatsApp's window, the night, and what was allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.commerce.receipts import NAIROBI

# WhatsApp: anything goes within 24 hours of the customer's last message, templates only after that.
WINDOW = timedelta(hours=24)
# Meta's clock is not ours: a template in the window's last minute costs little, a refused message costs a turn.
CLOCKS_DIFFER = timedelta(minutes=1)
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(8)


@dataclass(frozen=True)
class Manners:
    """How the shop behaves between a customer's messages; zero hours switches that habit off."""

    # After the last touch of a cart that was left, before its one reminder.
    remind_after: timedelta = timedelta(hours=3)
    # For an order that was to be paid ahead and was not, before it is cancelled.
    unpaid_after: timedelta = timedelta(hours=24)
    # A cart nobody touched for so long is emptied.
    cart_kept: timedelta = timedelta(days=7)
    # Words that could not be sent wait so long for the customer to write.
    words_kept: timedelta = timedelta(days=7)
    # What actions answered, so that a turn worked again changes nothing twice; a dead letter is put back within this.
    answers_kept: timedelta = timedelta(days=90)


def window_is_open(last_inbound_at: datetime | None, now: datetime) -> bool:
    return last_inbound_at is not None and now < last_inbound_at + WINDOW - CLOCKS_DIFFER


def is_night(now: datetime) -> bool:
    """21:00 to 08:00 in Nairobi, when nobody wants to be reminded of anything."""
    there = now.astimezone(NAIROBI).time()
    return there >= NIGHT_BEGINS or there < NIGHT_ENDS


def morning_after(now: datetime) -> datetime:
    """The next 08:00 in Nairobi."""
    there = now.astimezone(NAIROBI)
    morning = there.replace(hour=NIGHT_ENDS.hour, minute=0, second=0, microsecond=0)
    return morning if there < morning else morning + timedelta(days=1)
