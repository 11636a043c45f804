"""Placing an order with Ghala, once, whatever breaks on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.commerce.cart import Cart, Quote, quote
from bot.commerce.catalog import Catalog
from bot.commerce.contact import Manners
from bot.commerce.delivery import NAIROBI, Fulfilment, delivery_to, zone_paid_for
from bot.commerce.errors import ServiceDown, ServiceRefused, ShopError, UnknownProduct
from bot.commerce.extras import ExtraLine
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.limits import Limits
from bot.commerce.orders import Order, OrderLine, OrderSource, OrderStatus
from bot.commerce.phone import can_get_prompt
from bot.services import extras
from bot.services.flagging import flag_money
from bot.services.limits import OverDailyLimit, today_of
from bot.services.ports import Clock, Customer, Ghala, PlacedOrder, Reader, UnitOfWork, UnitOfWorkFactory

RETRY_AFTER = timedelta(seconds=10)


@dataclass(frozen=True)
class Shop:
    """What the use cases need that reach beyond one transaction."""

    unit_of_work: UnitOfWorkFactory
    ghala: Ghala
    clock: Clock
    reader: Reader
    manners: Manners = field(default_factory=Manners)
    limits: Limits = field(default_factory=Limits)
    # Digits of the phone on which the owner hears of cases; empty: nobody is told.
    owner: str = ""
    # WhatsApp's id of the shop's own number, to which customers write; empty: whatever comes is taken as written to it.
    number_id: str = ""


@dataclass(frozen=True)
class WantedOrder:
    """What is to be ordered: ``items`` are (sku, quantity); the prices are ours. ``key`` is unique to this wish."""

    key: str
    conversation: str
    items: tuple[tuple[str, int], ...]
    address: str
    payment_method: str
    phone: str
    customer_name: str = ""
    payment_phone: str = ""
    instructions: str = ""
    zone: str = NAIROBI
    fulfilment: Fulfilment = Fulfilment.DELIVERY
    source: OrderSource = OrderSource.HTTP
    extras: tuple[ExtraLine, ...] = ()


class NothingToOrder(ShopError):
    reason = "nothing_to_order"


class PriceChanged(ShopError):
    """The total is not the one the customer agreed to: prices changed, or a product left the catalog."""

    reason = "price_changed"


class OrderDelayed(ShopError):
    """Ghala does not answer; the order is kept and a job goes on trying."""

    reason = "order_delayed"

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


class OrderRefused(ShopError):
    """Ghala said no. ``code`` is Ghala's; ``product`` names what is short where that was the reason."""

    reason = "order_refused"

    def __init__(self, code: str, product: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.product = product


def place_order(shop: Shop, conversation: str, turn_key: str) -> Order:
    """Turns the cart into an order at Ghala. The same ``turn_key`` again means the same order.

    Raises NothingToOrder, PriceChanged, OverDailyLimit or OrderRefused (the cart is open again), or OrderDelayed (kept, a
    job retries).
    """
    with shop.unit_of_work() as uow:
        drafted = _draft(uow, shop, conversation, turn_key)
        uow.commit()
    if isinstance(drafted, ShopError):
        raise drafted
    return send_to_ghala(shop, drafted)


def _draft(uow: UnitOfWork, shop: Shop, conversation: str, turn_key: str) -> Order | PriceChanged | OverDailyLimit:
    """The cart becomes the order's lines and is empty from then on; or why not, with the cart open again, where the total is
    no longer the one that was agreed or the customer's day is full."""
    remembered = uow.answers.get(f"order:{turn_key}")
    if remembered:
        return _known(uow.orders.by_number(remembered["number"]))
    today = today_of(uow, shop.clock(), conversation)
    cart, customer = uow.carts.get(conversation), uow.customers.get(conversation) or Customer(conversation)
    priced = quote(cart, uow.products.catalog(), uow.extras)
    if not priced.lines or not cart.address or not cart.payment_method:
        raise NothingToOrder(conversation)
    changed = priced.total != cart.shown_total
    over = shop.limits.passed_by(today, priced.total)
    if changed or over:
        # What has left the catalog stays until the customer is told so.
        cart.confirmed = False
        uow.carts.save(cart)
        return OverDailyLimit(over) if over else PriceChanged(conversation)
    order = _write_draft(uow, shop, _wanted(cart, priced, customer))
    if cart.delivery_time:
        uow.answers.put(_wanted_time(order), {"time": cart.delivery_time})
    cart.begin_again()
    uow.carts.save(cart)
    uow.answers.put(f"order:{turn_key}", {"number": order.number})
    return order


def _wanted_time(order: Order) -> str:
    return f"wanted-time:{order.number}"


def time_wanted(uow: UnitOfWork, order: Order) -> str:
    """In the customer's words, which count from the day of the order; empty where none was said."""
    return str((uow.answers.get(_wanted_time(order)) or {}).get("time", ""))


def _wanted(cart: Cart, priced: Quote, customer: Customer) -> WantedOrder:
    return WantedOrder(
        key=cart.order_key,
        conversation=cart.conversation,
        items=tuple((line.product.sku, line.quantity) for line in priced.lines),
        address=cart.address,
        zone=cart.zone,
        fulfilment=cart.fulfilment,
        source=OrderSource.CHAT,
        payment_method=cart.payment_method,
        phone=customer.phone if can_get_prompt(customer.phone) else cart.payment_phone or customer.phone,
        customer_name=customer.name,
        payment_phone=cart.payment_phone,
        instructions=cart.for_delivery,
        extras=extras.lines_of(priced, customer.language),
    )


def _write_draft(uow: UnitOfWork, shop: Shop, wanted: WantedOrder) -> Order:
    """At our prices of this moment; the order that stands where another wrote it with the same key meanwhile. Raises
    UnknownProduct."""
    catalog = uow.products.catalog()
    lines = []
    for sku, quantity in wanted.items:
        product = catalog.get(sku)
        if product is None:
            raise UnknownProduct(sku)
        lines.append(OrderLine(sku, product.name, quantity, product.price))
    order = uow.orders.add(
        Order(
            id=0,
            number="",
            key=wanted.key,
            conversation=wanted.conversation,
            status=OrderStatus.DRAFT,
            lines=tuple(lines),
            delivery_fee=delivery_to(wanted.address, wanted.zone).fee,
            address=wanted.address,
            payment_method=wanted.payment_method,
            phone=wanted.phone,
            created_at=shop.clock(),
            customer_name=wanted.customer_name,
            payment_phone=wanted.payment_phone,
            instructions=wanted.instructions,
            fulfilment=wanted.fulfilment,
            source=wanted.source,
            extras=wanted.extras,
        )
    )
    if order is None:
        return _known(uow.orders.peek(wanted.key))
    uow.ledger.note(wanted.conversation, "order.drafted", order.number, None, {"amount": str(order.amount)})
    return order


def place_wanted(shop: Shop, wanted: WantedOrder) -> Order:
    """An order that did not grow in a conversation. The same ``key`` again means the same order.

    Raises UnknownProduct, OrderDelayed (kept, a job retries) or OrderRefused.
    """
    with shop.unit_of_work() as uow:
        # Before the customer is locked: who goes on with the order locks the customer after it.
        uow.orders.hold(wanted.key)
        order = uow.orders.by_key(wanted.key)
        if order is None:
            known = uow.customers.get(wanted.conversation) or Customer(wanted.conversation, phone=wanted.phone)
            uow.customers.save(replace(known, name=known.name or wanted.customer_name))
            order = _write_draft(uow, shop, wanted)
        uow.commit()
    return send_to_ghala(shop, order)


def _known(order: Order | None) -> Order:
    if order is None:
        raise NothingToOrder("the order of this turn is gone")
    return order


def send_to_ghala(shop: Shop, order: Order) -> Order:
    """Idempotent by the order's number: Ghala answers a repeated call as it answered the first.

    Raises OrderRefused also for an order that was refused or cancelled before.
    """
    if order.status is OrderStatus.CANCELLED:
        raise _refused_before(shop, order)
    if order.status is not OrderStatus.DRAFT:
        return order
    try:
        placed = shop.ghala.place_order(order, key=f"order-{order.number}")
    except ServiceDown:
        _try_again_later(shop, order)
        raise OrderDelayed(order) from None
    except ServiceRefused as refusal:
        product = _short_product(shop, refusal)
        _give_back(shop, order, refusal, product)
        raise OrderRefused(refusal.code, product) from refusal
    return _accepted(shop, order, placed)


def _refused_before(shop: Shop, order: Order) -> OrderRefused:
    with shop.unit_of_work(read_only=True) as uow:
        known = uow.answers.get(f"refused:{order.number}") or {}
    return OrderRefused(known.get("code", "order_cancelled"), known.get("product", ""))


def _accepted(shop: Shop, order: Order, placed: PlacedOrder) -> Order:
    with shop.unit_of_work() as uow:
        current = _known(uow.orders.by_id(order.id))
        if current.status is OrderStatus.CANCELLED and not current.ghala_id:
            # It was cancelled here while Ghala was still taking it.
            uow.orders.save(replace(current, ghala_id=placed.ghala_id))
            cancel_at_ghala_later(uow, shop, current)
            uow.commit()
            raise OrderRefused("order_cancelled")
        if current.status is OrderStatus.DRAFT:
            current = replace(current.moved_to(OrderStatus.PENDING), ghala_id=placed.ghala_id)
            uow.orders.save(current)
            uow.ledger.note("ghala", "order.placed", current.number, {"status": "draft"}, {"status": "pending"})
            uow.jobs.drop(f"place-order:{current.number}")
            _take_stock(uow, current)
            _keep_address(uow, current)
        uow.commit()
    return current


def _take_stock(uow: UnitOfWork, order: Order) -> None:
    """What Ghala reserved is no longer ours to offer; the next sync brings Ghala's own count."""
    catalog: Catalog = uow.products.catalog()
    for line in order.lines:
        product = catalog.get(line.sku)
        if product is not None:
            uow.products.put(replace(product, stock=max(0, product.stock - line.quantity)))


def _keep_address(uow: UnitOfWork, order: Order) -> None:
    customer = uow.customers.get(order.conversation)
    if customer is not None and order.address and not order.is_fetched:
        uow.customers.save(replace(customer, address=order.address, zone=zone_paid_for(order.delivery_fee)))


def _try_again_later(shop: Shop, order: Order) -> None:
    with shop.unit_of_work() as uow:
        uow.jobs.put(f"place-order:{order.number}", "place_order", {"number": order.number}, shop.clock() + RETRY_AFTER)
        uow.commit()


def _give_back(shop: Shop, order: Order, refusal: ServiceRefused, product: str) -> None:
    """The refused draft is closed and its lines are in the cart again, to be changed and confirmed anew."""
    with shop.unit_of_work() as uow:
        current = _known(uow.orders.by_id(order.id))
        if current.status is OrderStatus.DRAFT:
            uow.orders.save(current.moved_to(OrderStatus.CANCELLED))
            before, after = {"status": "draft"}, {"status": "cancelled"}
            uow.ledger.note("ghala", f"order.refused.{refusal.code}", order.number, before, after)
            uow.answers.put(f"refused:{order.number}", {"code": refusal.code, "product": product})
            if order.source is OrderSource.CHAT:
                _reopen_cart(uow, order)
        uow.commit()


def _reopen_cart(uow: UnitOfWork, order: Order) -> None:
    cart = uow.carts.get(order.conversation)
    for line in order.lines:
        if not cart.quantity_of(line.sku):
            cart.set_quantity(line.sku, line.quantity)
    if not cart.address:
        cart.address, cart.zone = order.address, zone_paid_for(order.delivery_fee)
    cart.payment_method = cart.payment_method or order.payment_method
    cart.payment_phone = cart.payment_phone or order.payment_phone
    cart.instructions = cart.instructions or order.instructions
    # Before an order is placed all of them are answered.
    bought = {extra.name for extra in order.extras}
    cart.extras = cart.extras or {extra.name: extra.name in bought for extra in uow.extras}
    cart.confirmed = False
    uow.carts.save(cart)


def _short_product(shop: Shop, refusal: ServiceRefused) -> str:
    """Ghala's ``field`` names the product, by its id or as ``items[0].product_id``; nothing where neither is known."""
    with shop.unit_of_work() as uow:
        product = next((each for each in uow.products.catalog() if each.sku in f"{refusal.field} {refusal}"), None)
    return product.name if product else ""


def cancel_order(shop: Shop, order: Order) -> Order:
    """Raises ServiceDown, ServiceRefused (already shipped) or IllegalTransition. An order that was paid is flagged: its money
    must go back."""
    order.moved_to(OrderStatus.CANCELLED)
    if order.ghala_id:
        shop.ghala.cancel_order(order.ghala_id, key=f"cancel-{order.number}")
    with shop.unit_of_work() as uow:
        current = _known(uow.orders.by_id(order.id))
        if current.can_become(OrderStatus.CANCELLED):
            before = {"status": current.status.value}
            current = current.moved_to(OrderStatus.CANCELLED)
            uow.orders.save(current)
            uow.ledger.note(order.conversation, "order.cancelled", order.number, before, {"status": "cancelled"})
            if uow.receipts.of_order(order.id) is not None:
                due = Flag.of(FlagKind.REFUND_DUE)
                current = flag_money(uow, current, due, shop.clock(), shop.owner, order.conversation)
            uow.jobs.drop(f"place-order:{order.number}")
            if not current.ghala_id:
                cancel_at_ghala_later(uow, shop, current)
        uow.commit()
    return current


def cancel_at_ghala_later(uow: UnitOfWork, shop: Shop, order: Order) -> None:
    """For a draft that Ghala may have taken although we never heard so."""
    uow.jobs.put(f"cancel-order:{order.number}", "cancel_order", {"number": order.number}, shop.clock() + RETRY_AFTER)
