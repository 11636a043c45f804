"""KES amounts: exact, and as people write them."""

from __future__ import annotations

from decimal import Decimal

CURRENCY = "KES"
ZERO = Decimal(0)


def money(value: object) -> Decimal:
    """Any JSON number or text as exact KES with two decimals. Raises ValueError when it is not an amount."""
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        raise ValueError(f"{value!r} is not an amount of money") from None
    if not amount.is_finite():
        raise ValueError(f"{value!r} is not an amount of money")
    return amount.quantize(Decimal("0.01"))


def number(amount: Decimal) -> int | float:
    """The JSON number of an amount: whole where it is whole."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def words(amount: Decimal, currency: str = CURRENCY) -> str:
    """``1460`` is ``KES 1,460``; cents are shown only where there are some."""
    digits = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"{currency} {digits}"
