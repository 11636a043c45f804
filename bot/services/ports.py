"""What the services ask of the world; ``bot.storage`` and ``bot.integrations`` answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Literal, Protocol

from bot.commerce.cart import Cart
from bot.commerce.catalog import Catalog, Product
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, ReportedPayment
from bot.commerce.receipts import Receipt

Clock = Callable[[], datetime]
Json = dict[str, Any]


@dataclass(frozen=True)
class Customer:
    """``phone`` is empty for customers known only by their business-scoped ``user_id``."""

    conversation: str
    phone: str = ""
    user_id: str = ""
    name: str = ""
    language: Literal["en", "sw"] = "en"
    language_chosen: bool = False
    opted_out: bool = False
    handed_off: bool = False
    address: str = ""
    last_inbound_at: datetime | None = None


@dataclass(frozen=True)
class Incoming:
    """One inbound thing. ``kind`` is message, status, event or unreadable; ``body`` is the provider's own JSON."""

    provider: str
    provider_id: str
    kind: str
    conversation: str
    body: Json
    sent_at: datetime


@dataclass(frozen=True)
class InboxEntry(Incoming):
    """One stored inbound thing."""

    id: int = 0
    attempts: int = 0
    received_at: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """A button or list row. ``payload`` is ours: {"intent", "entities": {…}}; the customer's phone sees only ``id``.

    ``question`` names the question a choice belongs to where it makes no sense after that question was left.
    """

    id: str
    title: str
    description: str = ""
    payload: Json = field(default_factory=dict)
    question: str = ""


@dataclass(frozen=True)
class Reply:
    """One bubble, in our own words: ``text`` and up to ten ``choices``; ``button`` opens them where they make a list."""

    text: str
    choices: tuple[Choice, ...] = ()
    button: str = ""
    image_url: str = ""


@dataclass(frozen=True)
class Offer:
    """The choices that wait for an answer. ``takes_numbers``: a typed number means one of them."""

    choices: tuple[Choice, ...] = ()
    takes_numbers: bool = False


@dataclass(frozen=True)
class OutboxEntry:
    id: int
    key: str
    conversation: str
    reply: Reply
    attempts: int
    state: str
    delivery: str = ""
    provider_message_id: str = ""


@dataclass(frozen=True)
class Job:
    id: int
    key: str
    kind: str
    payload: Json
    attempts: int


class Customers(Protocol):
    def get(self, conversation: str) -> Customer | None: ...
    def save(self, customer: Customer) -> None: ...
    def by_phone(self, phone: str) -> Customer | None: ...


class Carts(Protocol):
    def get(self, conversation: str) -> Cart: ...
    def save(self, cart: Cart) -> None: ...


class Products(Protocol):
    def catalog(self) -> Catalog: ...
    def version(self) -> str: ...
    def synced_at(self) -> datetime | None: ...
    def etag(self) -> str: ...
    def replace_all(self, products: Sequence[Product], etag: str) -> None: ...
    def touch(self) -> None: ...
    def put(self, product: Product) -> None: ...


class Orders(Protocol):
    def add(self, order: Order) -> Order: ...
    def save(self, order: Order) -> None: ...
    def by_number(self, number: str) -> Order | None: ...
    def by_key(self, key: str) -> Order | None: ...
    def by_ghala_id(self, ghala_id: str) -> Order | None: ...
    def by_id(self, order_id: int) -> Order | None: ...
    def of(self, conversation: str, limit: int = 10) -> list[Order]: ...
    def latest(self, limit: int, before_id: int | None = None) -> list[Order]: ...
    def count_by_status(self) -> dict[str, int]: ...


class Payments(Protocol):
    def add(self, payment: Payment) -> Payment: ...
    def save(self, payment: Payment) -> None: ...
    def of_order(self, order_id: int) -> list[Payment]: ...
    def by_ghala_id(self, ghala_id: str) -> Payment | None: ...
    def by_key(self, key: str) -> Payment | None: ...
    def by_reference(self, reference: str) -> Payment | None: ...


class Receipts(Protocol):
    def of_order(self, order_id: int) -> Receipt | None: ...
    def by_hash(self, digest: str) -> Receipt | None: ...
    def reserve_number(self, order_id: int, payment_id: int, at: datetime) -> str: ...
    def save(self, order_id: int, receipt: Receipt) -> None: ...


class Inbox(Protocol):
    def store(self, incoming: Sequence[Incoming]) -> int: ...
    def claim(self, mark: str, lease_seconds: float, burst: Callable[[list[InboxEntry]], int]) -> list[InboxEntry]: ...
    def renew(self, marks: Sequence[str], lease_seconds: float) -> None: ...
    def finish(self, entries: Sequence[InboxEntry], understood: Json | None) -> None: ...
    def put_back(self, entries: Sequence[InboxEntry], due_at: datetime, error: str) -> None: ...
    def bury(self, entries: Sequence[InboxEntry], error: str) -> None: ...
    def reroute(self, entry: InboxEntry, conversation: str) -> None: ...
    def understood(self, provider_id: str) -> Json | None: ...
    def any_due(self) -> bool: ...
    def depth(self) -> dict[str, int]: ...


class Outbox(Protocol):
    def put(self, key: str, conversation: str, reply: Reply) -> bool: ...
    def claim(self, mark: str, lease_seconds: float) -> OutboxEntry | None: ...
    def renew(self, marks: Sequence[str], lease_seconds: float) -> None: ...
    def mark_sent(self, entry_id: int, provider_message_id: str) -> None: ...
    def mark_unknown(self, entry_id: int, error: str, due_at: datetime) -> None: ...
    def put_back(self, entry_id: int, due_at: datetime, error: str) -> None: ...
    def bury(self, entry_id: int, error: str) -> None: ...
    def record_delivery(self, provider_message_id: str, key: str, status: str, error: str) -> bool: ...
    def choice(self, choice_id: str) -> tuple[str, Choice] | None: ...
    def open_offer(self, conversation: str) -> Offer: ...
    def any_due(self) -> bool: ...
    def depth(self) -> dict[str, int]: ...


class Jobs(Protocol):
    def put(self, key: str, kind: str, payload: Json, due_at: datetime) -> bool: ...
    def claim(self, mark: str, lease_seconds: float) -> Job | None: ...
    def renew(self, marks: Sequence[str], lease_seconds: float) -> None: ...
    def finish(self, job_id: int) -> None: ...
    def put_back(self, job_id: int, due_at: datetime, error: str) -> None: ...
    def bury(self, job_id: int, error: str) -> None: ...
    def drop(self, key: str) -> None: ...
    def any_due(self) -> bool: ...
    def depth(self) -> dict[str, int]: ...


class Answers(Protocol):
    def get(self, key: str) -> Json | None: ...
    def put(self, key: str, answer: Json) -> None: ...


class Ledger(Protocol):
    def note(self, who: str, what: str, subject: str, before: Json | None, after: Json | None) -> None: ...


class UnitOfWork(Protocol):
    """One transaction: everything in it happens, or, without ``commit()``, nothing. Writers wait for each other."""

    @property
    def customers(self) -> Customers: ...
    @property
    def carts(self) -> Carts: ...
    @property
    def products(self) -> Products: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def ledger(self) -> Ledger: ...

    def __enter__(self) -> UnitOfWork: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def commit(self) -> None: ...


class UnitOfWorkFactory(Protocol):
    """``read_only`` never waits for a writer and cannot commit a change."""

    def __call__(self, read_only: bool = False) -> UnitOfWork: ...


@dataclass(frozen=True)
class PlacedOrder:
    """What Ghala answered to an order or says of one."""

    ghala_id: str
    status: OrderStatus
    amount: Decimal
    order_number: str = ""


@dataclass(frozen=True)
class CatalogPage:
    """``products`` is None where nothing changed since ``etag``."""

    products: tuple[Product, ...] | None
    etag: str


class Ghala(Protocol):
    """Every call raises ServiceDown (may be tried again) or ServiceRefused (may not); none takes longer than about 15 s."""

    def products(self, etag: str = "") -> CatalogPage: ...
    def place_order(self, order: Order, key: str) -> PlacedOrder: ...
    def cancel_order(self, ghala_id: str, key: str) -> PlacedOrder: ...
    def start_payment(self, order: Order, payment: Payment) -> ReportedPayment: ...
    def payment(self, ghala_id: str) -> ReportedPayment: ...
    def order(self, ghala_id: str) -> PlacedOrder: ...


@dataclass(frozen=True)
class Sent:
    """The provider took the message; acceptance is not delivery."""

    provider_message_id: str


class SendUnknown(Exception):
    """The call broke after the message may have left: only a status webhook, or its absence, tells."""


class SendLater(Exception):
    """Not sent, and worth another try after ``seconds``."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class SendRefused(Exception):
    """Not sent, and no further try will help. ``code`` is the provider's."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class Messenger(Protocol):
    """Sends one reply; raises SendUnknown, SendLater or SendRefused."""

    # True where the provider itself drops a repeated key, so that an unknown send may simply be repeated.
    repeats_safely: bool

    def send(self, customer: Customer, reply: Reply, key: str) -> Sent: ...
    def mark_read(self, provider_message_id: str, typing: bool) -> None: ...


@dataclass(frozen=True)
class Turn:
    """What the dialogue is asked. Either ``text`` (typed by the customer) or ``intent`` with ``entities`` (never typed)."""

    conversation: str
    message_id: str
    text: str = ""
    intent: str = ""
    entities: Json = field(default_factory=dict)
    language: str = "en"
    language_chosen: bool = False


@dataclass(frozen=True)
class TurnResult:
    """``understood`` is shown on the phone page; ``language`` is what the customer now speaks."""

    replies: tuple[Reply, ...]
    language: str
    understood: Json = field(default_factory=dict)


class DialogueDown(Exception):
    """The dialogue could not finish the turn; the same turn may be asked again and then has no second effect."""


class Dialogue(Protocol):
    def turn(self, turn: Turn) -> TurnResult: ...
