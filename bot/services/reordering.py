"""The same again: at today's prices and stock, and every difference said."""

from __future__ import annotations

from bot.commerce import money
from bot.commerce.cart import MAX_QUANTITY
from bot.commerce.catalog import Product
from bot.commerce.orders import Order, OrderLine
from bot.services import shopping
from bot.services.notes import Note
from bot.services.ports import UnitOfWork


def order_again(uow: UnitOfWork, conversation: str, order: Order) -> list[Note]:
    """Puts what can still be had into the cart, on top of what is there; says what is gone, short, or costs another price."""
    cart, catalog = shopping.cart_of(uow, conversation), uow.products.catalog()
    notes: list[Note] = []
    for line in order.lines:
        product = catalog.get(line.sku)
        notes += _differences(line, product, cart.quantity_of(line.sku))
        if product is not None:
            cart.add(product.sku, _to_be_had(product, line.quantity, cart.quantity_of(product.sku)))
    uow.carts.save(cart)
    return notes


def _to_be_had(product: Product, wanted: int, held: int) -> int:
    left = min(product.stock, MAX_QUANTITY) - held if product.sellable else 0
    return max(0, min(wanted, left))


def _differences(line: OrderLine, product: Product | None, held: int) -> list[Note]:
    if product is None or not product.is_active:
        return [Note("utter_reorder_gone", {"product": line.name})]
    got = _to_be_had(product, line.quantity, held)
    if not got:
        return [Note("utter_reorder_out", {"product": product.name})]
    notes = []
    if got < line.quantity:
        notes.append(Note("utter_reorder_fewer", {"product": product.name, "asked": line.quantity, "got": got}))
    if product.price != line.unit_price:
        prices = {"before": money.words(line.unit_price), "now": money.words(product.price)}
        notes.append(Note("utter_reorder_price", {"product": product.name, **prices}))
    return notes
