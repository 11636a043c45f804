"""The shop's side and the sandbox's workings over HTTP: orders, products, faults, calls, webhooks, reset."""

from __future__ import annotations

import sqlite3

from sanic import Sanic

from bot.sandbox import courier, rider, shop, values
from bot.sandbox.api import calls_after
from bot.sandbox.ghala import orders, products
from bot.sandbox.http import Answer, Call, Document, Refusal
from bot.sandbox.phone import bubbles, journal
from bot.sandbox.routes import mount
from bot.sandbox.state import Sandbox

STEPS = "process|ship|out-for-delivery|deliver|refund"


def mount_all(app: Sanic, sandbox: Sandbox) -> None:
    mount(app, sandbox, "GET", "/healthz", alive)
    mount(app, sandbox, "GET", "/shop/orders", list_orders)
    mount(app, sandbox, "PUT", "/shop/products/<product_id:str>", edit_product)
    mount(app, sandbox, "POST", f"/orders/<name:str>/<step:({STEPS})>", step)
    mount(app, sandbox, "GET", "/faults", faults)
    mount(app, sandbox, "POST", "/faults", add_fault)
    mount(app, sandbox, "DELETE", "/faults", clear_faults)
    mount(app, sandbox, "POST", "/reset", reset)
    mount(app, sandbox, "GET", "/calls", calls)
    mount(app, sandbox, "GET", "/webhooks", webhooks)


async def alive(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"status": "ok"})


async def list_orders(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"orders": orders.newest(sandbox)})


async def edit_product(sandbox: Sandbox, call: Call) -> Answer:
    name, wanted = call.params["product_id"], call.document()
    with sandbox.store.transaction():
        for field, act in (("stock", "stock"), ("price", "prices")):
            if field in wanted:
                journal.note(sandbox, journal.EVERYONE, {act: {name: wanted[field]}})
        return Answer(200, products.edit(sandbox, name, wanted))


async def step(sandbox: Sandbox, call: Call) -> Answer:
    name, move = call.params["name"], call.params["step"]
    order = orders.by_either_name(sandbox, name)
    code = call.document().get("code")
    if move == "deliver" and code not in (None, "") and sandbox.config.gateway_url is not None:
        shop.demand_step(sandbox, order, move)
        await rider.show_code(sandbox, order, code)
    with sandbox.store.transaction():
        journal.note(sandbox, values.digits(order["customer"]["phone"]), {"moves": move, "order": order["id"]})
        return Answer(200, shop.move(sandbox, name, move, call.document()))


async def faults(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"faults": sandbox.faults.listed()})


async def add_fault(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.store.transaction():
        journal.note(sandbox, journal.EVERYONE, {"fault": call.document()})
        return Answer(201, sandbox.faults.add(call.document()))


async def clear_faults(sandbox: Sandbox, call: Call) -> Answer:
    if sandbox.faults.listed():
        journal.note(sandbox, journal.EVERYONE, {"mended": True})
    sandbox.faults.clear()
    return Answer(200, {"faults": []})


async def reset(sandbox: Sandbox, call: Call) -> Answer:
    """Forgets messages, orders, payments, queue and faults; the catalog too, unless it is to be kept."""
    keep = call.document().get("keep_catalog", False)
    if not isinstance(keep, bool):
        raise Refusal(400, "invalid_request", "keep_catalog must be true or false.", "keep_catalog")
    with sandbox.store.transaction():
        journal.remember_phones(sandbox)
        sandbox.store.forget()
        if not keep:
            products.restock(sandbox)
    sandbox.bell.ring_all()
    return Answer(200, {"status": "forgotten"})


async def calls(sandbox: Sandbox, call: Call) -> Answer:
    seq = call.whole("after", 0, 0)
    found = calls_after(sandbox, seq)
    return Answer(200, {"calls": found, "seq": found[-1]["seq"] if found else seq})


async def webhooks(sandbox: Sandbox, call: Call) -> Answer:
    """Webhooks in their order, freshly signed. Where nothing is posted, pulling a message is what delivers it."""
    seq = call.whole("after", 0, 0)
    found = [_webhook(sandbox, row["turn"], row) for row in sandbox.outgoing.after(seq)]
    return Answer(200, {"webhooks": found, "seq": found[-1]["seq"] if found else seq})


def _webhook(sandbox: Sandbox, turn: int, row: sqlite3.Row) -> Document:
    if sandbox.config.gateway_url is None and row["state"] == "waiting":
        sandbox.outgoing.delivered(row["number"])
        bubbles.ticked(sandbox, row["bubble"])
    return {
        "seq": turn,
        "event": row["event"],
        "path": row["path"],
        "headers": courier.signed_headers(sandbox, row),
        "body": bytes(row["body"]).decode(),
        "delivery_id": row["delivery_id"],
        "attempts": row["attempts"],
        "state": row["state"],
    }
