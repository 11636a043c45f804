"""The tables, in SQLAlchemy 1.4's 2.0 style.

Times are stored as naive UTC by ``UtcTime`` and come back aware; money is KES, kept as whole cents by ``Money`` because
SQLite has no exact decimal.
"""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator):
    """Aware UTC datetimes in, aware UTC datetimes out."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=timezone.utc)


class Money(TypeDecorator):
    """Decimal in KES, exact: stored as whole cents."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        if value is None:
            return None
        cents = value * 100
        if cents != cents.to_integral_value():
            raise ValueError(f"{value} has fractions of a cent")
        return int(cents)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(Decimal("0.01"))


# An id that grows by one: SQLite only does so for plain INTEGER.
Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _at(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcTime, nullable=nullable)


customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    # The conversation key: "wa:" and the phone's digits, or "wa:" and the business-scoped user id.
    sa.Column("conversation", sa.String(160), nullable=False, unique=True),
    sa.Column("phone", sa.String(20), nullable=True, index=True),
    sa.Column("user_id", sa.String(160), nullable=True, index=True),
    sa.Column("name", sa.String(200), nullable=False, server_default=""),
    sa.Column("language", sa.String(2), nullable=False, server_default="en"),
    sa.Column("language_chosen", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("opted_out", sa.Boolean, nullable=False, server_default=sa.false()),
    # The provider's id of the message that stopped us; empty where nothing did.
    sa.Column("stopped_by", sa.String(300), nullable=False, server_default=""),
    # Offers and reminders as templates: yes, no, or not said yet.
    sa.Column("offers", sa.Boolean, nullable=True),
    _at("offers_asked_at", nullable=True),
    _at("told_of_stop_at", nullable=True),
    sa.Column("handed_off", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("address", sa.String(500), nullable=False, server_default=""),
    sa.Column("zone", sa.String(10), nullable=False, server_default="nairobi"),
    _at("last_inbound_at", nullable=True),
    _at("created_at"),
)

# Places that customers named: "home", "ofisi". ``key`` is what the name is known by, however it is written.
places = sa.Table(
    "places",
    metadata,
    sa.Column("conversation", sa.String(160), primary_key=True),
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("address", sa.String(500), nullable=False),
    sa.Column("zone", sa.String(10), nullable=False, server_default="nairobi"),
    _at("updated_at"),
)

# Every yes and no a customer gave us, and by which words: the row in customers is what holds now, this is how it came to be.
consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    _at("at"),
    sa.Column("conversation", sa.String(160), nullable=False, index=True),
    # service (our messages) | offers
    sa.Column("purpose", sa.String(12), nullable=False),
    sa.Column("granted", sa.Boolean, nullable=False),
    # first_contact | message | whatsapp
    sa.Column("how", sa.String(20), nullable=False),
    sa.Column("message_id", sa.String(300), nullable=False, server_default=""),
    # What the customer wrote or tapped; at first contact, what they were told.
    sa.Column("words", sa.String(500), nullable=False, server_default=""),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    # "whatsapp" or "ghala"; message ids, status keys and event ids are unique within one provider.
    sa.Column("provider", sa.String(20), nullable=False),
    sa.Column("provider_id", sa.String(300), nullable=False),
    # message | status | event | unreadable
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("conversation", sa.String(160), nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("sent_at", UtcTime, nullable=False),
    _at("received_at"),
    # waiting | in_flight | done | dead
    sa.Column("state", sa.String(12), nullable=False, server_default="waiting"),
    # The id of the first entry of the turn this entry was taken into: a turn that runs again holds the same entries.
    sa.Column("turn", sa.BigInteger, nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    # How often in a row the same process ended while it worked on the turn, and which: worker, rasa or actions.
    sa.Column("crashes", sa.Integer, nullable=False, server_default="0"),
    sa.Column("crashed", sa.String(20), nullable=False, server_default=""),
    _at("due_at"),
    sa.Column("claimed_by", sa.String(64), nullable=True),
    _at("lease_until", nullable=True),
    sa.Column("error", sa.Text, nullable=True),
    # What was understood and which actions ran, for the phone page and for review.
    sa.Column("understood", sa.JSON, nullable=True),
    sa.UniqueConstraint("provider", "provider_id"),
    sa.Index("ix_inbox_state_due_at", "state", "due_at"),
    sa.Index("ix_inbox_conversation_state", "conversation", "state"),
    # Messages of one customer by the minute.
    sa.Index("ix_inbox_conversation_sent_at", "conversation", "sent_at"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    # conversation + turn + position; unique, so that a turn that runs again writes nothing twice
    sa.Column("key", sa.String(300), nullable=False, unique=True),
    sa.Column("conversation", sa.String(160), nullable=False, index=True),
    # The reply in our own words: {"text", "choices": [{"id","title","description"}], "button", "image" ...}
    sa.Column("reply", sa.JSON, nullable=False),
    # waiting | sending | unknown | sent | dead; kept (until the customer writes) | expired (they did not) | withheld (they
    # stopped us, or did not allow it). What happened after it was sent stands in delivery.
    sa.Column("state", sa.String(12), nullable=False, server_default="waiting"),
    sa.Column("delivery", sa.String(12), nullable=False, server_default=""),
    # WhatsApp refused our own words because the window was closed: the template is the one try left.
    sa.Column("refused_free", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("provider_message_id", sa.String(300), nullable=True, index=True),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    # Of these, those that may have sent it.
    sa.Column("unknowns", sa.Integer, nullable=False, server_default="0"),
    _at("due_at"),
    sa.Column("claimed_by", sa.String(64), nullable=True),
    _at("lease_until", nullable=True),
    sa.Column("error", sa.Text, nullable=True),
    _at("created_at"),
    _at("sent_at", nullable=True),
    sa.Index("ix_outbox_state_due_at", "state", "due_at"),
)

choices = sa.Table(
    "choices",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("conversation", sa.String(160), nullable=False, index=True),
    sa.Column("outbox_key", sa.String(300), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    _at("created_at"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(300), nullable=False, unique=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    # waiting | in_flight | done | dead
    sa.Column("state", sa.String(12), nullable=False, server_default="waiting"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    _at("due_at"),
    sa.Column("claimed_by", sa.String(64), nullable=True),
    _at("lease_until", nullable=True),
    sa.Column("error", sa.Text, nullable=True),
    _at("created_at"),
    sa.Index("ix_jobs_state_due_at", "state", "due_at"),
)

products = sa.Table(
    "products",
    metadata,
    sa.Column("sku", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("description", sa.Text, nullable=False, server_default=""),
    sa.Column("price", Money, nullable=False),
    sa.Column("stock", sa.Integer, nullable=False, server_default="0"),
    sa.Column("category", sa.String(100), nullable=False, server_default=""),
    sa.Column("subcategory", sa.String(100), nullable=False, server_default=""),
    sa.Column("image_url", sa.Text, nullable=False, server_default=""),
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("is_priority", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.true()),
    _at("updated_at"),
)

catalog_state = sa.Table(
    "catalog_state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version", sa.String(64), nullable=False),
    # Of what goods are called and cost: by it messages are read.
    sa.Column("wording", sa.String(64), nullable=False, server_default=""),
    sa.Column("etag", sa.String(200), nullable=False, server_default=""),
    _at("synced_at"),
)

# What the words of a catalog mean, as it was found out outside of Rasa: see bot.nlu.goods.stored_index.
catalog_indexes = sa.Table(
    "catalog_indexes",
    metadata,
    sa.Column("merchant", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("wording", sa.String(64), nullable=False, server_default=""),
    # By which code and words.
    sa.Column("made_with", sa.String(64), nullable=False, server_default=""),
    sa.Column("body", sa.LargeBinary, nullable=False),
    # Goods that cannot be asked for by name: [[sku, why]]
    sa.Column("problems", sa.JSON, nullable=False),
    # Who makes it anew now, and until when that is theirs.
    sa.Column("taken_by", sa.String(64), nullable=False, server_default=""),
    _at("taken_until"),
)

carts = sa.Table(
    "carts",
    metadata,
    sa.Column("conversation", sa.String(160), primary_key=True),
    # [{"sku", "quantity"}] in the order in which they were put in
    sa.Column("lines", sa.JSON, nullable=False),
    # Lines that still need a product or a quantity: [{"words", "candidates", "sku", "quantity", "unit"}]
    sa.Column("open_lines", sa.JSON, nullable=False),
    sa.Column("confirmed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("address", sa.String(500), nullable=False, server_default=""),
    sa.Column("zone", sa.String(10), nullable=False, server_default="nairobi"),
    sa.Column("payment_method", sa.String(20), nullable=False, server_default=""),
    sa.Column("payment_phone", sa.String(20), nullable=False, server_default=""),
    sa.Column("instructions", sa.String(500), nullable=False, server_default=""),
    # When, to whom, and what to bring where something is missing: the customer's own words.
    sa.Column("delivery_time", sa.String(100), nullable=False, server_default=""),
    sa.Column("receiver", sa.String(120), nullable=False, server_default=""),
    sa.Column("otherwise", sa.String(300), nullable=False, server_default=""),
    # A place that is read back before it counts.
    sa.Column("place_check", sa.String(500), nullable=False, server_default=""),
    # The name under which the place given next is kept.
    sa.Column("place_name", sa.String(40), nullable=False, server_default=""),
    sa.Column("place_key", sa.String(40), nullable=False, server_default=""),
    # {name: true | false} of the shop's own questions that were answered
    sa.Column("extras", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("shown_total", Money, nullable=True),
    # Counts the carts of this conversation: one cart places one order, ever.
    sa.Column("generation", sa.Integer, nullable=False, server_default="1"),
    # The last generation of which the customer was reminded: once a cart.
    sa.Column("reminded", sa.Integer, nullable=False, server_default="0"),
    # {"lines": [[sku, quantity]], "touched_at"} of a cart emptied for its age, until the customer was told.
    sa.Column("expired", sa.JSON(none_as_null=True), nullable=True),
    _at("updated_at"),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("number", sa.String(40), nullable=True, unique=True),
    # conversation + cart generation: the same cart cannot become two orders
    sa.Column("key", sa.String(300), nullable=False, unique=True),
    sa.Column("ghala_id", sa.String(100), nullable=True, unique=True),
    sa.Column("conversation", sa.String(160), nullable=False),
    sa.Column("status", sa.String(20), nullable=False, index=True),
    sa.Column("items_total", Money, nullable=False),
    sa.Column("delivery_fee", Money, nullable=False),
    sa.Column("amount", Money, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False, server_default="KES"),
    sa.Column("address", sa.String(500), nullable=False),
    sa.Column("payment_method", sa.String(20), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False),
    sa.Column("customer_name", sa.String(200), nullable=False, server_default=""),
    sa.Column("tracking", sa.JSON, nullable=True),
    sa.Column("delivery_code", sa.String(10), nullable=False, server_default=""),
    # Until when the rider may use it; set when the customer is told.
    _at("code_until", nullable=True),
    sa.Column("rating", sa.Integer, nullable=True),
    sa.Column("rating_words", sa.String(500), nullable=False, server_default=""),
    # The sum of what went back to the customer.
    sa.Column("refunded", Money, nullable=False, server_default="0"),
    # Why a person must look at it, in words; empty when nobody needs to. Emptying it lifts the flags.
    sa.Column("flag", sa.Text, nullable=False, server_default=""),
    # The same for the code: [{"kind", "facts"}]
    sa.Column("flags", sa.JSON, nullable=False, server_default="[]"),
    # delivery | pickup
    sa.Column("fulfilment", sa.String(12), nullable=False, server_default="delivery"),
    # chat | http
    sa.Column("source", sa.String(12), nullable=False, server_default="chat"),
    # The number asked for the money, where it is another than the customer's.
    sa.Column("payment_phone", sa.String(20), nullable=False, server_default=""),
    sa.Column("instructions", sa.String(500), nullable=False, server_default=""),
    # [{"name", "words", "price"}] of what it costs beside goods and delivery
    sa.Column("extras", sa.JSON, nullable=False, server_default="[]"),
    # Said after the order was placed: Ghala has the others, and cannot be told these.
    sa.Column("later_instructions", sa.Text, nullable=False, server_default=""),
    _at("created_at"),
    _at("updated_at"),
    # Orders of one customer by the day.
    sa.Index("ix_orders_conversation_created_at", "conversation", "created_at"),
)

# Every time somebody showed a code for an order, right or wrong; the code itself is not kept.
code_tries = sa.Table(
    "code_tries",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("order_id", sa.BigInteger, sa.ForeignKey("orders.id"), nullable=False, index=True),
    _at("at"),
    # Who asked, by the token's own word.
    sa.Column("who", sa.String(160), nullable=False, server_default=""),
    # right | wrong | expired | blocked
    sa.Column("outcome", sa.String(12), nullable=False),
)

# What the bearers of the HTTP API were told is no longer good.
revoked_tokens = sa.Table(
    "revoked_tokens",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    # jti (one token) | sub (all that this holder had at that moment)
    sa.Column("claim", sa.String(3), nullable=False),
    sa.Column("value", sa.String(160), nullable=False),
    _at("revoked_at"),
    sa.UniqueConstraint("claim", "value"),
)

order_lines = sa.Table(
    "order_lines",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("order_id", sa.BigInteger, sa.ForeignKey("orders.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("sku", sa.String(64), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("unit_price", Money, nullable=False),
    sa.Column("total", Money, nullable=False),
)

payments = sa.Table(
    "payments",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    # order number + attempt; sent to Ghala as the idempotency key
    sa.Column("key", sa.String(128), nullable=False, unique=True),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="1"),
    sa.Column("order_id", sa.BigInteger, sa.ForeignKey("orders.id"), nullable=False, index=True),
    sa.Column("ghala_id", sa.String(100), nullable=True, unique=True),
    sa.Column("amount", Money, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False, server_default="KES"),
    sa.Column("method", sa.String(20), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False),
    # unknown | pending | success | failed | refunded
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("failure_reason", sa.String(40), nullable=False, server_default=""),
    # One receipt code of the provider pays one order, ever.
    sa.Column("reference", sa.String(60), nullable=True, unique=True),
    sa.Column("checkout_url", sa.Text, nullable=False, server_default=""),
    _at("created_at"),
    _at("updated_at"),
    _at("paid_at", nullable=True),
)

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("number", sa.String(40), nullable=True, unique=True),
    sa.Column("order_id", sa.BigInteger, sa.ForeignKey("orders.id"), nullable=False, unique=True),
    sa.Column("payment_id", sa.BigInteger, sa.ForeignKey("payments.id"), nullable=False, unique=True),
    sa.Column("hash", sa.String(64), nullable=True, unique=True),
    # The canonical JSON that was hashed, byte for byte.
    sa.Column("canonical", sa.Text, nullable=False, server_default=""),
    _at("created_at"),
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.String(160), nullable=False, index=True),
    # person | problem | refund | rating | payments | money | code | instructions | data
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("said", sa.Text, nullable=False, server_default=""),
    sa.Column("order_number", sa.String(40), nullable=False, server_default=""),
    # What the shop had asked last; a question of the order form, or empty.
    sa.Column("question", sa.String(40), nullable=False, server_default=""),
    # WhatsApp media ids
    sa.Column("pictures", sa.JSON, nullable=False),
    _at("opened_at"),
    _at("bot_back_at", nullable=True),
    sa.Column("closed_at", UtcTime, nullable=True, index=True),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    _at("at"),
    sa.Column("who", sa.String(160), nullable=False),
    sa.Column("what", sa.String(80), nullable=False),
    sa.Column("subject", sa.String(120), nullable=False, index=True),
    sa.Column("before", sa.JSON, nullable=True),
    sa.Column("after", sa.JSON, nullable=True),
)

# Who wants to be told when a product is back.
stock_watches = sa.Table(
    "stock_watches",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.String(160), nullable=False),
    sa.Column("sku", sa.String(64), nullable=False, index=True),
    _at("asked_at"),
    _at("expires_at"),
    _at("told_at", nullable=True),
    sa.UniqueConstraint("conversation", "sku"),
)

# What an action answered: conversation, message and action. The same turn again answers the same and does nothing twice.
answers = sa.Table(
    "answers",
    metadata,
    sa.Column("key", sa.String(300), primary_key=True),
    sa.Column("answer", sa.JSON, nullable=False),
    _at("created_at"),
)
