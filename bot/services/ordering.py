"""Placing an order with Ghala, once, whatever breaks on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.commerce.cart import quote
from bot.commerce.catalog import Catalog
from bot.commerce.delivery import delivery_to
from bot.commerce.errors import ServiceDown, ServiceRefused, ShopError, UnknownProduct
from bot.commerce.orders import Order, OrderLine, OrderStatus
from bot.services.ports import Clock, Customer, Ghala, PlacedOrder, UnitOfWork, UnitOfWorkFactory

RETRY_AFTER = timedelta(seconds=10)


@dataclass(frozen=True)
class Shop:
    """What the use cases need that reach beyond one transaction."""

    unit_of_work: UnitOfWorkFactory
    ghala: Ghala
    clock: Clock


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


class NothingToOrder(ShopError):
    reason = "nothing_to_order"


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

    Raises NothingToOrder, OrderDelayed (kept, a job retries) or OrderRefused (the cart is open again).
    """
    with shop.unit_of_work() as uow:
        order = _draft(uow, shop, conversation, turn_key)
        uow.commit()
    return send_to_ghala(shop, order)


def _draft(uow: UnitOfWork, shop: Shop, conversation: str, turn_key: str) -> Order:
    remembered = uow.answers.get(f"order:{turn_key}")
    if remembered:
        return _known(uow.orders.by_number(remembered["number"]))
    cart, customer = uow.carts.get(conversation), uow.customers.get(conversation) or Customer(conversation)
    order = uow.orders.by_key(cart.order_key)
    if order is None:
        priced = quote(cart, uow.products.catalog())
        if not priced.lines or not cart.address or not cart.payment_method:
            raise NothingToOrder(conversation)
        wanted = WantedOrder(
            key=cart.order_key,
            conversation=conversation,
            items=tuple((line.product.sku, line.quantity) for line in priced.lines),
            address=cart.address,
            payment_method=cart.payment_method,
            phone=cart.payment_phone or customer.phone,
            customer_name=customer.name,
        )
        order = _write_draft(uow, shop, wanted)
    uow.answers.put(f"order:{turn_key}", {"number": order.number})
    return order


def _write_draft(uow: UnitOfWork, shop: Shop, wanted: WantedOrder) -> Order:
    """At our prices of this moment. Raises UnknownProduct."""
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
            delivery_fee=delivery_to(wanted.address).fee,
            address=wanted.address,
            payment_method=wanted.payment_method,
            phone=wanted.phone,
            created_at=shop.clock(),
            customer_name=wanted.customer_name,
        )
    )
    uow.ledger.note(wanted.conversation, "order.drafted", order.number, None, {"amount": str(order.amount)})
    return order


def place_wanted(shop: Shop, wanted: WantedOrder) -> Order:
    """An order that did not grow in a conversation. The same ``key`` again means the same order.

    Raises UnknownProduct, OrderDelayed (kept, a job retries) or OrderRefused.
    """
    with shop.unit_of_work() as uow:
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
    """Idempotent by the order's number: Ghala answers a repeated call as it answered the first."""
    if order.status is not OrderStatus.DRAFT:
        return order
    try:
        placed = shop.ghala.place_order(order, key=f"order-{order.number}")
    except ServiceDown:
        _try_again_later(shop, order)
        raise OrderDelayed(order) from None
    except ServiceRefused as refusal:
        _give_back(shop, order, refusal)
        raise OrderRefused(refusal.code, _short_product(shop, refusal)) from refusal
    return _accepted(shop, order, placed)


def _accepted(shop: Shop, order: Order, placed: PlacedOrder) -> Order:
    with shop.unit_of_work() as uow:
        current = _known(uow.orders.by_id(order.id))
        if current.status is OrderStatus.DRAFT:
            current = replace(current.moved_to(OrderStatus.PENDING), ghala_id=placed.ghala_id)
            uow.orders.save(current)
            uow.ledger.note("ghala", "order.placed", current.number, {"status": "draft"}, {"status": "pending"})
            _take_stock(uow, current)
            _close_cart(uow, current)
        uow.commit()
    return current


def _take_stock(uow: UnitOfWork, order: Order) -> None:
    """What Ghala reserved is no longer ours to offer; the next sync brings Ghala's own count."""
    catalog: Catalog = uow.products.catalog()
    for line in order.lines:
        product = catalog.get(line.sku)
        if product is not None:
            uow.products.put(replace(product, stock=max(0, product.stock - line.quantity)))


def _close_cart(uow: UnitOfWork, order: Order) -> None:
    cart = uow.carts.get(order.conversation)
    if cart.order_key == order.key:
        cart.begin_again()
        uow.carts.save(cart)
    customer = uow.customers.get(order.conversation)
    if customer is not None and order.address:
        uow.customers.save(replace(customer, address=order.address))


def _try_again_later(shop: Shop, order: Order) -> None:
    with shop.unit_of_work() as uow:
        uow.jobs.put(f"place-order:{order.number}", "place_order", {"number": order.number}, shop.clock() + RETRY_AFTER)
        uow.commit()


def _give_back(shop: Shop, order: Order, refusal: ServiceRefused) -> None:
    """The refused draft is closed, its cart is open again as another generation, and the catalog is due for a sync."""
    with shop.unit_of_work() as uow:
        current = _known(uow.orders.by_id(order.id))
        if current.status is OrderStatus.DRAFT:
            uow.orders.save(current.moved_to(OrderStatus.CANCELLED))
            uow.ledger.note(
                "ghala", f"order.refused.{refusal.code}", order.number, {"status": "draft"}, {"status": "cancelled"}
            )
            cart = uow.carts.get(order.conversation)
            if cart.order_key == order.key:
                cart.generation += 1
                cart.confirmed = False
                uow.carts.save(cart)
        uow.commit()


def _short_product(shop: Shop, refusal: ServiceRefused) -> str:
    """Ghala's ``field`` names the product, by its id or as ``items[0].product_id``; nothing where neither is known."""
    with shop.unit_of_work() as uow:
        product = next((each for each in uow.products.catalog() if each.sku in f"{refusal.field} {refusal}"), None)
    return product.name if product else ""


def cancel_order(shop: Shop, order: Order) -> Order:
    """Raises ServiceDown, ServiceRefused (already shipped) or IllegalTransition."""
    wanted = order.moved_to(OrderStatus.CANCELLED)
    if order.ghala_id:
        shop.ghala.cancel_order(order.ghala_id, key=f"cancel-{order.number}")
    with shop.unit_of_work() as uow:
        current = _known(uow.orders.by_id(order.id))
        if current.can_become(OrderStatus.CANCELLED):
            uow.orders.save(current.moved_to(OrderStatus.CANCELLED))
            uow.ledger.note(
                order.conversation,
                "order.cancelled",
                order.number,
                {"status": current.status.value},
                {"status": "cancelled"},
            )
            uow.jobs.drop(f"place-order:{order.number}")
        uow.commit()
    return wanted
