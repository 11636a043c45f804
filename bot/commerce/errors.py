"""What can be refused, and by which rule."""

from __future__ import annotations

from bot.commerce.flags import Flag


class ShopError(Exception):
    """A rule of the shop was not met. ``reason`` is a stable word for logs, tests and wording."""

    reason = "refused"


class UnknownProduct(ShopError):
    reason = "unknown_product"


class BadQuantity(ShopError):
    reason = "bad_quantity"


class IllegalTransition(ShopError):
    reason = "illegal_transition"


class PaymentMismatch(ShopError):
    """What was reported is not what was asked, or its receipt code proves nothing; ``flag`` says what is wrong."""

    reason = "payment_mismatch"

    def __init__(self, flag: Flag) -> None:
        super().__init__(flag.words)
        self.flag = flag


class ServiceDown(ShopError):
    """Another party's system answered nothing, nonsense or 5xx: the call may be tried again."""

    reason = "service_down"


class ServiceRefused(ShopError):
    """Another party's system understood the call and said no; trying again changes nothing.

    ``code`` is the other party's own error code, such as ``amount_mismatch``.
    """

    reason = "service_refused"

    def __init__(self, code: str, message: str = "", field: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.field = field
