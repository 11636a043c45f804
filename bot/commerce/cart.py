"""The cart: what a customer wants, and which question is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from bot.commerce.catalog import Catalog, Product
from bot.commerce.delivery import NAIROBI, Fulfilment, delivery_to, fulfilment_at
from bot.commerce.errors import BadQuantity
from bot.commerce.extras import Extra, total_of

MAX_QUANTITY = 500


class Question(str, Enum):
    """What the shop asks, in the order in which it asks; the values are the slots of the order form."""

    PRODUCT = "product"
    QUANTITY = "quantity"
    PLACE_CHECK = "place_check"
    CONFIRM = "order_confirmed"
    EXTRA = "extra"
    ADDRESS = "address"
    METHOD = "payment_method"
    PHONE = "payment_phone"


@dataclass(frozen=True)
class CartLine:
    """``assumed``: one was put in where no number was said; a number said later takes its place."""

    sku: str
    quantity: int
    assumed: bool = False


@dataclass(frozen=True)
class OpenLine:
    """A wish that still lacks its product (``sku`` empty, several ``candidates``) or its ``quantity``.

    ``instead``: the quantity to come takes the place of what is in the cart, rather than being added to it. ``unit``: it was
    asked for by one that the shop does not sell it by (a crate, a sack). ``either``: the candidates are different goods, of
    which one is wished for.
    """

    words: str
    candidates: tuple[str, ...] = ()
    sku: str = ""
    quantity: int | None = None
    instead: bool = False
    unit: str = ""
    either: bool = False


@dataclass
class Cart:
    """One customer's cart. ``generation`` grows when an order was placed or the cart cleared: one generation, one order."""

    conversation: str
    lines: list[CartLine] = field(default_factory=list)
    open_lines: list[OpenLine] = field(default_factory=list)
    confirmed: bool = False
    address: str = ""
    payment_method: str = ""
    payment_phone: str = ""
    # In the customer's own words: how to hand over, when, to whom with which phone, and what to bring where something is missing.
    instructions: str = ""
    delivery_time: str = ""
    receiver: str = ""
    otherwise: str = ""
    # A place that is read back before it counts.
    place_check: str = ""
    # The name under which the place that comes next is to be kept.
    place_name: str = ""
    # The total the customer was shown last, KES: a yes is a yes to this and to no other.
    shown_total: Decimal | None = None
    generation: int = 1
    # What ``place_name`` is known by.
    place_key: str = ""
    # Where ``address`` lies, as in ``bot.commerce.delivery``.
    zone: str = NAIROBI
    # What was answered to the shop's own questions, by the name of the extra; one that is not here was not answered.
    extras: dict[str, bool] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.open_lines

    @property
    def for_delivery(self) -> str:
        """All that the customer said for the delivery, as rider and packer get it."""
        said = (self.delivery_time, self.receiver, self.instructions, self.otherwise)
        return "; ".join(part for part in said if part)

    @property
    def fulfilment(self) -> Fulfilment:
        return fulfilment_at(self.address)

    @property
    def order_key(self) -> str:
        return f"{self.conversation}#{self.generation}"

    def quantity_of(self, sku: str) -> int:
        return next((line.quantity for line in self.lines if line.sku == sku), 0)

    def set_quantity(self, sku: str, quantity: int) -> None:
        """Zero takes the line out. Any change asks for a new confirmation. Raises BadQuantity outside 0..MAX_QUANTITY."""
        if not 0 <= quantity <= MAX_QUANTITY:
            raise BadQuantity(f"{quantity} of {sku}")
        if CartLine(sku, quantity) in self.lines or quantity == self.quantity_of(sku) == 0:
            return
        kept = [CartLine(sku, quantity) if line.sku == sku else line for line in self.lines]
        if sku not in {line.sku for line in self.lines}:
            kept.append(CartLine(sku, quantity))
        self.lines = [line for line in kept if line.quantity]
        self.confirmed = False

    def add(self, sku: str, quantity: int) -> None:
        self.set_quantity(sku, self.said_of(sku) + quantity)

    def assume(self, sku: str) -> None:
        """One, until a number is said."""
        self.set_quantity(sku, 1)
        self.lines = [replace(line, assumed=True) if line.sku == sku else line for line in self.lines]

    def said_of(self, sku: str) -> int:
        """How many were asked for by number; none of what was only named."""
        return next((line.quantity for line in self.lines if line.sku == sku and not line.assumed), 0)

    def begin_again(self) -> None:
        """Empty, and never again the same order."""
        self.lines, self.open_lines = [], []
        self.confirmed = False
        self.address = self.payment_method = self.payment_phone = self.instructions = ""
        self.delivery_time = self.receiver = self.otherwise = self.place_check = ""
        self.place_name = self.place_key = ""
        self.zone = NAIROBI
        self.extras = {}
        self.shown_total = None
        self.generation += 1

    def unanswered(self, offered: Sequence[Extra]) -> Extra | None:
        """The first of the shop's own questions that is still to be asked."""
        return next((extra for extra in offered if extra.name not in self.extras), None)

    def question(self, phone_known: bool = True, offered: Sequence[Extra] = ()) -> Question | None:
        """The next thing to ask, or None when everything is known. An empty cart has no question either. ``offered`` are the
        extras that the shop asks for."""
        if self.open_lines:
            return Question.QUANTITY if self.open_lines[0].sku else Question.PRODUCT
        if self.place_check and self.lines:
            return Question.PLACE_CHECK
        if not self.lines:
            return None
        settled = {
            Question.CONFIRM: self.confirmed,
            Question.EXTRA: self.unanswered(offered) is None,
            Question.ADDRESS: bool(self.address),
            Question.METHOD: bool(self.payment_method),
            Question.PHONE: phone_known or bool(self.payment_phone),
        }
        return next((question for question, done in settled.items() if not done), None)


@dataclass(frozen=True)
class PricedLine:
    product: Product
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.product.price * self.quantity


@dataclass(frozen=True)
class Quote:
    """A cart at today's prices, KES."""

    lines: tuple[PricedLine, ...]
    delivery_fee: Decimal
    extras: tuple[Extra, ...] = ()

    @property
    def items_total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def before_delivery(self) -> Decimal:
        return self.items_total + total_of(self.extras)

    @property
    def total(self) -> Decimal:
        return self.before_delivery + self.delivery_fee


def quote(cart: Cart, catalog: Catalog, offered: Sequence[Extra] = ()) -> Quote:
    """Prices are ours, at this moment. Lines whose product has left the catalog are left out, and extras that are no longer
    ``offered``."""
    priced = [(catalog.get(line.sku), line.quantity) for line in cart.lines]
    lines = tuple(PricedLine(product, quantity) for product, quantity in priced if product is not None)
    extras = tuple(extra for extra in offered if cart.extras.get(extra.name))
    return Quote(lines, delivery_to(cart.address, cart.zone).fee, extras)
