"""Orders and the only ways their status may go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.commerce import money
from bot.commerce.delivery import Fulfilment
from bot.commerce.errors import IllegalTransition
from bot.commerce.extras import ExtraLine, extra_words, total_of
from bot.commerce.flags import LONGEST, Flag, FlagKind, words_of


class OrderStatus(str, Enum):
    DRAFT = "draft"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class OrderSource(str, Enum):
    """Where an order was made. The values are stored."""

    CHAT = "chat"
    HTTP = "http"


FORWARD = (
    OrderStatus.DRAFT,
    OrderStatus.PENDING,
    OrderStatus.CONFIRMED,
    OrderStatus.PROCESSING,
    OrderStatus.SHIPPED,
    OrderStatus.OUT_FOR_DELIVERY,
    OrderStatus.DELIVERED,
)
BEFORE_SHIPPING = FORWARD[:4]
# Out of the shop and not handed over; of an order that is fetched: packed and waiting.
SENT = FORWARD[4:6]
# Placed, and not over.
STANDING = FORWARD[1:6]
# Events may come late or be skipped, so any step forward is allowed; a step back never is.
ALLOWED: dict[OrderStatus, frozenset[OrderStatus]] = {
    status: frozenset(FORWARD[place + 1 :]) for place, status in enumerate(FORWARD)
}
for _status in BEFORE_SHIPPING:
    ALLOWED[_status] |= {OrderStatus.CANCELLED}
for _status in FORWARD[2:]:
    ALLOWED[_status] |= {OrderStatus.REFUNDED}
ALLOWED[OrderStatus.CANCELLED] = frozenset({OrderStatus.REFUNDED})
ALLOWED[OrderStatus.REFUNDED] = frozenset()


@dataclass(frozen=True)
class OrderLine:
    """Name and price as they were when the order was placed."""

    sku: str
    name: str
    quantity: int
    unit_price: Decimal

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def words(self) -> str:
        return line_words(self.name, self.quantity, self.total)


def line_words(name: str, quantity: int, total: Decimal) -> str:
    """A line as customers read it, in cart, summary and receipt."""
    return f"• {name} × {quantity} = {money.words(total)}"


@dataclass(frozen=True)
class Tracking:
    number: str = ""
    url: str = ""
    eta: datetime | None = None
    driver_name: str = ""
    driver_phone: str = ""
    vehicle: str = ""


@dataclass(frozen=True)
class Order:
    """One placed order. Amounts in KES, ``refunded`` is the sum of all refunds; ``flags`` say why a person must look at it,
    none when nobody needs to."""

    id: int
    number: str
    key: str
    conversation: str
    status: OrderStatus
    lines: tuple[OrderLine, ...]
    delivery_fee: Decimal
    address: str
    payment_method: str
    phone: str
    created_at: datetime
    ghala_id: str = ""
    customer_name: str = ""
    tracking: Tracking = field(default_factory=Tracking)
    delivery_code: str = ""
    rating: int | None = None
    rating_words: str = ""
    refunded: Decimal = Decimal(0)
    flags: tuple[Flag, ...] = ()
    # The number asked for the money, where it is not ``phone``; how to hand over.
    payment_phone: str = ""
    instructions: str = ""
    # Said after the order was placed: these Ghala never got.
    later_instructions: str = ""
    # Until when ``delivery_code`` may be used; None while the customer was not told it.
    code_until: datetime | None = None
    fulfilment: Fulfilment = Fulfilment.DELIVERY
    source: OrderSource = OrderSource.CHAT
    extras: tuple[ExtraLine, ...] = ()

    @property
    def is_fetched(self) -> bool:
        return self.fulfilment is Fulfilment.PICKUP

    @property
    def flag(self) -> str:
        """All its flags as people read them."""
        return words_of(self.flags)

    @property
    def refund_is_due(self) -> bool:
        return any(flag.kind is FlagKind.REFUND_DUE for flag in self.flags)

    def flagged(self, flag: Flag) -> Order:
        """What a customer says again and again stands in its case; here it ends where nobody would read on."""
        if flag.kind in (FlagKind.PROBLEM, FlagKind.REFUND_ASKED) and len(self.flag) == LONGEST:
            return self
        return replace(self, flags=(*self.flags, flag))

    @property
    def payer(self) -> str:
        return self.payment_phone or self.phone

    @property
    def address_for_rider(self) -> str:
        """As it went to Ghala, whose idempotency takes no other text later; with what is to be done beside the goods."""
        beside = "; ".join((*(extra.words for extra in self.extras), *filter(None, (self.instructions,))))
        return f"{self.address} ({beside})" if beside else self.address

    @property
    def all_instructions(self) -> str:
        return "; ".join(part for part in (self.instructions, self.later_instructions) if part)

    @property
    def items_total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def extras_total(self) -> Decimal:
        return total_of(self.extras)

    @property
    def amount(self) -> Decimal:
        return self.items_total + self.extras_total + self.delivery_fee

    @property
    def words(self) -> str:
        """All its lines as customers read them, the extras below the goods."""
        return "\n".join(
            (*(line.words for line in self.lines), *(extra_words(each.words, each.price) for each in self.extras))
        )

    def moved_to(self, status: OrderStatus) -> Order:
        """Raises IllegalTransition unless the table allows it."""
        if status not in ALLOWED[self.status]:
            raise IllegalTransition(f"order {self.number} is {self.status.value}, it cannot become {status.value}")
        return replace(self, status=status)

    def can_become(self, status: OrderStatus) -> bool:
        return status in ALLOWED[self.status]
