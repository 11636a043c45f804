"""What the shop sends to Ghala, as JSON."""

from __future__ import annotations

import hashlib

from bot.commerce.money import CURRENCY, number
from bot.commerce.orders import Order
from bot.commerce.payments import Payment
from bot.services.ports import Json

LONGEST_KEY = 128


def order_body(order: Order) -> Json:
    """Prices are those the order was placed at; Ghala refuses the order if its own differ. A way to pay that nobody chose yet is
    left out. It knows no extras: what they cost goes with the delivery, what they are with the address."""
    method = {"payment_method": order.payment_method} if order.payment_method else {}
    customer = {"phone": order.phone, **({"name": order.customer_name} if order.customer_name else {})}
    return {
        "order_number": order.number,
        "customer": customer,
        "items": [
            {
                "product_id": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "unit_price": number(line.unit_price),
                "total": number(line.total),
            }
            for line in order.lines
        ],
        "delivery_address": order.address_for_rider,
        "delivery_fee": number(order.delivery_fee + order.extras_total),
        "amount": number(order.amount),
        "currency": CURRENCY,
        **method,
    }


def payment_body(payment: Payment) -> Json:
    """Without a phone the field is left out: a card or cash needs none."""
    phone = {"phone": payment.phone} if payment.phone else {}
    return {"method": payment.method, **phone, "amount": number(payment.amount)}


def header_key(key: str) -> str:
    """``key`` where it fits a header of 128 ASCII characters, else its digest: the same key, always the same header."""
    fits = 0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable() and key == key.strip()
    return key if fits else hashlib.sha256(key.encode()).hexdigest()
