"""Ghala as a whole: its key, its errors, its paths."""

from __future__ import annotations

import math

from sanic import Sanic

from bot.sandbox.api import ApiSide, bearer_is
from bot.sandbox.ghala import cancel, messages, orders, payments, products
from bot.sandbox.http import Answer, Call, Refusal


class GhalaSide(ApiSide):
    name = "ghala"
    root = "/ghala/v1"

    def authorise(self, call: Call) -> None:
        if not bearer_is(call, self.sandbox.config.api_key):
            raise Refusal(401, "unauthorized", "The API key is missing or wrong.", "Authorization")

    def too_many(self, seconds: float) -> Answer:
        wait = str(max(1, math.ceil(seconds)))
        return Refusal(429, "rate_limited", "Too many calls.", headers={"Retry-After": wait}).answer()

    def out_of_order(self, status: int) -> Answer:
        return Refusal(status, "unavailable", "Ghala cannot answer now.").answer()

    def pause_seconds(self) -> float:
        return self.sandbox.config.latency_ms / 1000

    def mount_all(self, app: Sanic) -> None:
        self.mount(app, "GET", "/products", products.listed)
        self.mount(app, "GET", "/products/<product_id:str>", products.shown)
        self.mount(app, "POST", "/orders", orders.created, "required")
        self.mount(app, "GET", "/orders", orders.listed)
        self.mount(app, "GET", "/orders/<order_id:str>", orders.shown)
        self.mount(app, "POST", "/orders/<order_id:str>/cancel", cancel.cancelled, "required")
        self.mount(app, "POST", "/orders/<order_id:str>/payments", payments.started, "required")
        self.mount(app, "GET", "/payments/<payment_id:str>", payments.shown)
        self.mount(app, "POST", "/payments/<payment_id:str>/refund", payments.refunded, "required")
        self.mount(app, "POST", "/whatsapp/messages", messages.sent, "optional")
