"""What the services ask of the world; ``bot.storage`` and ``bot.providers`` answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Literal, Protocol

from bot.commerce.cart import Cart
from bot.commerce.cases import Case
from bot.commerce.catalog import Catalog, Product
from bot.commerce.delivery import NAIROBI
from bot.commerce.events import Event
from bot.commerce.extras import Extra
from bot.commerce.orders import Order, OrderStatus
from bot.commerce.payments import Payment, ReportedPayment
from bot.commerce.places import SavedPlace
from bot.commerce.receipts import Receipt

# A template goes out under a key of its own: the fate of our own words before it must not be taken for its fate.
AS_TEMPLATE = "#template"

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
    # The message that stopped us: only its own turn is still answered, once.
    stopped_by: str = ""
    handed_off: bool = False
    # Whether offers and reminders may come as templates; None while the customer has not said.
    offers: bool | None = None
    offers_asked_at: datetime | None = None
    # When the customer was told that we write about orders, and how to stop that.
    told_of_stop_at: datetime | None = None
    address: str = ""
    # By WhatsApp's clock: the 24-hour window is counted from here.
    last_inbound_at: datetime | None = None
    # Where ``address`` lies, as in ``bot.commerce.delivery``.
    zone: str = NAIROBI


@dataclass(frozen=True)
class Incoming:
    """One inbound thing. ``kind`` is message, status, event or unreadable; ``body`` is the provider's own JSON."""

    provider: str
    provider_id: str
    kind: str
    conversation: str
    body: Json
    sent_at: datetime


def typed_text(body: Json) -> str:
    """The text of a message as the provider sent it; empty for every other kind, and for what is none."""
    message = body.get("message")
    content = message.get("text") if isinstance(message, dict) else None
    text = content.get("body") if isinstance(content, dict) else None
    return text if isinstance(text, str) else ""


# The processes that a turn may end.
WORKER, RASA, ACTIONS = "worker", "rasa", "actions"
# Begins what is noted of a try that met nobody.
AWAY = "away: "


def crashes_of(before: int, crashed_before: str, crashed: str) -> int:
    """A turn that ends a process ends the same one each time; one that was only there when several ended is innocent."""
    return before + 1 if crashed == crashed_before else 1


@dataclass(frozen=True)
class InboxEntry(Incoming):
    """One stored inbound thing."""

    id: int = 0
    attempts: int = 0
    received_at: datetime | None = None
    # The id of the first entry of the turn it was taken into; 0 before it was.
    turn: int = 0
    # How often in a row the same process ended while it worked on the turn, and which.
    crashes: int = 0
    crashed: str = ""


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
class TemplateCall:
    """An approved template with its places filled; it may be sent while the window is closed."""

    name: str
    category: Literal["utility", "marketing"]
    language: str
    parameters: tuple[str, ...] = ()


Purpose = Literal["answer", "news", "reminder", "goodbye"]


@dataclass(frozen=True)
class Reply:
    """One bubble, in our own words: ``text`` and up to ten ``choices``; ``button`` opens them where they make a list.

    ``attached`` makes it a file or a place instead: {"document": {"link", "filename"}} or {"location": {"latitude",
    "longitude", "name", "address"}}.
    ``template`` says the same once WhatsApp's window is closed. ``goodbye`` confirms a STOP, and is the only purpose that
    may still be sent after it.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    button: str = ""
    image_url: str = ""
    attached: Json = field(default_factory=dict)
    purpose: Purpose = "answer"
    template: TemplateCall | None = None

    @property
    def in_words(self) -> Reply:
        """The same where WhatsApp cannot take its picture or file: a file's link stands in the text."""
        file = self.attached.get("document")
        if file:
            link = f"{file['filename']}\n{file['link']}"
            return replace(self, text=f"{self.text}\n\n{link}".lstrip(), attached={})
        return replace(self, text=self.text or self.image_url, image_url="") if self.image_url else self


@dataclass(frozen=True)
class Offer:
    """The choices that wait for an answer. ``takes_numbers``: a typed number means one of them; ``is_numbered``: the text
    itself gave them numbers."""

    choices: tuple[Choice, ...] = ()
    takes_numbers: bool = False
    is_numbered: bool = False


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
    # WhatsApp refused it in our own words because the window was closed: the template is the only try left.
    refused_free: bool = False
    # After so many tries it is not known whether they sent it; every other try certainly did not.
    unknowns: int = 0


@dataclass(frozen=True)
class Job:
    id: int
    key: str
    kind: str
    payload: Json
    attempts: int


@dataclass(frozen=True)
class Uttered:
    """One message of a talk; ``body`` is the customer's as the provider wrote it, or the shop's reply as it is kept."""

    at: datetime
    by_customer: bool
    body: Json


@dataclass(frozen=True)
class StockWatch:
    """A customer's wish to be told, once, when a product is back; ``asked_at`` tells one wish from a later one."""

    id: int
    conversation: str
    sku: str
    asked_at: datetime


@dataclass(frozen=True)
class RevokedToken:
    """``claim`` is jti (one token) or sub (all that this holder had at that moment)."""

    claim: str
    value: str
    revoked_at: datetime


class Customers(Protocol):
    def get(self, conversation: str) -> Customer | None: ...
    def save(self, customer: Customer) -> None: ...
    def same_person(self, customer: Customer) -> list[Customer]: ...
    def conversations_of(self, conversation: str) -> list[str]: ...


class Consents(Protocol):
    def note(self, conversation: str, purpose: str, granted: bool, how: str, message_id: str, words: str) -> None: ...


@dataclass(frozen=True)
class LeftCart:
    """A cart with something in it that nobody touched for a while."""

    conversation: str
    generation: int
    touched_at: datetime


@dataclass(frozen=True)
class ExpiredCart:
    """What was in a cart that was emptied for its age, and when it was last touched."""

    lines: tuple[tuple[str, int], ...]
    touched_at: datetime


class Places(Protocol):
    def of(self, conversation: str) -> list[SavedPlace]: ...
    def save(self, conversation: str, place: SavedPlace) -> None: ...


class Carts(Protocol):
    def get(self, conversation: str) -> Cart: ...
    def save(self, cart: Cart) -> None: ...
    def touched_at(self, conversation: str) -> datetime | None: ...
    def left(self, before: datetime, limit: int) -> list[LeftCart]: ...
    def to_remind(self, before: datetime, wrote_after: datetime, limit: int) -> list[LeftCart]: ...
    def mark_reminded(self, conversation: str, generation: int) -> bool: ...
    def keep_expired(self, conversation: str, expired: ExpiredCart) -> None: ...
    def take_expired(self, conversation: str) -> ExpiredCart | None: ...


class Products(Protocol):
    """``latest``: the catalog as this process read it last, which asks nothing of the database."""

    def catalog(self) -> Catalog: ...
    def latest(self) -> Catalog: ...
    def version(self) -> str: ...
    def wording(self) -> str: ...
    def synced_at(self) -> datetime | None: ...
    def etag(self) -> str: ...
    def replace_all(self, products: Sequence[Product], etag: str) -> None: ...
    def touch(self) -> None: ...
    def put(self, product: Product) -> None: ...


@dataclass(frozen=True)
class IndexMarks:
    """Of which wording of a catalog its index was made, and by which code and words."""

    wording: str
    made_with: str


@dataclass(frozen=True)
class KeptIndex:
    """What the words of a catalog mean, as understanding wrote it down."""

    marks: IndexMarks
    body: bytes


@dataclass(frozen=True)
class CatalogProblem:
    """Why customers cannot ask for a product by its name."""

    sku: str
    why: str


class CatalogIndexes(Protocol):
    """``take``: whether it is ``who``'s now to make the index anew; ``put``: whether it still was."""

    def marks(self, merchant: int) -> IndexMarks: ...
    def get(self, merchant: int) -> KeptIndex | None: ...
    def take(self, merchant: int, who: str, seconds: float) -> bool: ...
    def put(self, merchant: int, who: str, kept: KeptIndex, problems: Sequence[CatalogProblem]) -> bool: ...
    def forget(self, merchant: int) -> None: ...
    def problems(self, merchant: int) -> list[CatalogProblem]: ...


class Orders(Protocol):
    def add(self, order: Order) -> Order | None: ...
    def save(self, order: Order) -> None: ...
    def by_number(self, number: str) -> Order | None: ...
    def by_key(self, key: str) -> Order | None: ...
    def hold(self, key: str) -> None: ...
    def peek(self, key: str) -> Order | None: ...
    def by_ghala_id(self, ghala_id: str) -> Order | None: ...
    def by_id(self, order_id: int) -> Order | None: ...
    def of(self, conversation: str, limit: int = 10) -> list[Order]: ...
    def placed(self, conversation: str, limit: int, skip: int = 0) -> list[Order]: ...
    def latest(self, limit: int, before_id: int | None = None) -> list[Order]: ...
    def unpaid_since(self, before: datetime, methods: Sequence[str], limit: int) -> list[Order]: ...
    def since(self, conversations: Sequence[str], moment: datetime) -> tuple[int, Decimal]: ...
    def count_by_status(self) -> dict[str, int]: ...
    def codes_of(self, conversations: Sequence[str]) -> dict[str, frozenset[str]]: ...


class Payments(Protocol):
    def add(self, payment: Payment) -> Payment | None: ...
    def save(self, payment: Payment) -> None: ...
    def of_order(self, order_id: int) -> list[Payment]: ...
    def failures_since(self, conversations: Sequence[str], moment: datetime) -> list[str]: ...
    def by_ghala_id(self, ghala_id: str) -> Payment | None: ...
    def by_key(self, key: str) -> Payment | None: ...
    def peek(self, key: str) -> Payment | None: ...
    def by_reference(self, reference: str) -> Payment | None: ...
    def references_of(self, conversations: Sequence[str]) -> dict[str, frozenset[str]]: ...


class Receipts(Protocol):
    def of_order(self, order_id: int) -> Receipt | None: ...
    def by_hash(self, digest: str) -> Receipt | None: ...
    def reserve_number(self, order_id: int, payment_id: int, at: datetime) -> str: ...
    def save(self, order_id: int, receipt: Receipt) -> None: ...


class Cases(Protocol):
    def add(self, case: Case) -> Case: ...
    def save(self, case: Case) -> None: ...
    def by_id(self, case_id: int) -> Case | None: ...
    def open_of(self, conversation: str) -> list[Case]: ...
    def open(self, limit: int) -> list[Case]: ...


class CodeTries(Protocol):
    def add(self, order_id: int, who: str, outcome: str) -> None: ...
    def count(self, order_id: int, outcome: str) -> int: ...


class Talks(Protocol):
    def latest(self, conversation: str, limit: int) -> list[Uttered]: ...


class Inbox(Protocol):
    def store(self, incoming: Sequence[Incoming]) -> int: ...
    def first_due(self) -> InboxEntry | None: ...
    def claim(
        self, mark: str, lease_seconds: float, first: InboxEntry | None = None, alone: bool = False
    ) -> list[InboxEntry]: ...
    def behind(self, first: InboxEntry) -> list[InboxEntry]: ...
    def join(self, entries: Sequence[InboxEntry], mark: str, lease_seconds: float) -> None: ...
    def flood(self, conversation: str, began: datetime, ended: datetime) -> list[InboxEntry]: ...
    def renew(self, marks: Sequence[str], lease_seconds: float) -> None: ...
    def finish(self, entries: Sequence[InboxEntry], understood: Json | None) -> None: ...
    def put_back(
        self, entries: Sequence[InboxEntry], due_at: datetime, error: str, crashed: str = "", counts: bool = True
    ) -> None: ...
    def hasten(self, most_crashes: int) -> None: ...
    def bury(self, entries: Sequence[InboxEntry], error: str) -> None: ...
    def reroute(self, entry: InboxEntry, conversation: str) -> None: ...
    def understood(self, provider_id: str) -> Json | None: ...
    def messages_before(self, conversation: str, began: datetime, ended: datetime, entry_id: int) -> int: ...
    def waiting_texts(self, conversation: str) -> list[str]: ...
    def is_busy(self, conversation: str) -> bool: ...
    def statuses(self, limit: int) -> list[InboxEntry]: ...
    def any_statuses(self) -> bool: ...
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
    def keep(self, entry_id: int, why: str) -> None: ...
    def withhold(self, entry_id: int, why: str) -> None: ...
    def withhold_all(self, conversation: str, why: str) -> int: ...
    def release(self, conversation: str) -> int: ...
    def expire_kept(self, before: datetime) -> int: ...
    def note_refused_free(self, entry_id: int, error: str) -> None: ...
    def retry_as_template(self, key: str, provider_message_id: str, error: str) -> bool: ...
    def record_delivery(self, provider_message_id: str, key: str, status: str, error: str) -> bool: ...
    def choice(self, choice_id: str) -> tuple[str, Choice] | None: ...
    def sent(self, key: str, provider_message_id: str) -> OutboxEntry | None: ...
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
    def forget_done(self, kinds: Sequence[str], before: datetime) -> int: ...
    def any_due(self) -> bool: ...
    def depth(self) -> dict[str, int]: ...


class Answers(Protocol):
    def get(self, key: str) -> Json | None: ...
    def put(self, key: str, answer: Json) -> None: ...
    def forget_before(self, moment: datetime) -> int: ...


class StockWatches(Protocol):
    def put(self, conversation: str, sku: str, expires_at: datetime) -> None: ...
    def waiting(self, sku: str = "") -> list[StockWatch]: ...
    def mark_told(self, watch_id: int) -> None: ...
    def wait_again(self, conversation: str, sku: str) -> None: ...


class RevokedTokens(Protocol):
    def add(self, claim: str, value: str) -> None: ...
    def hold(self, token_id: str, holder: str, issued_at: object) -> bool: ...
    def all(self) -> list[RevokedToken]: ...


class Ledger(Protocol):
    def note(self, who: str, what: str, subject: str, before: Json | None, after: Json | None) -> None: ...


class UnitOfWork(Protocol):
    """One transaction: everything in it happens, or, without ``commit()``, nothing. Writers wait for each other."""

    @property
    def customers(self) -> Customers: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def places(self) -> Places: ...
    @property
    def carts(self) -> Carts: ...
    @property
    def products(self) -> Products: ...
    @property
    def catalog_indexes(self) -> CatalogIndexes: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def code_tries(self) -> CodeTries: ...
    @property
    def talks(self) -> Talks: ...
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
    @property
    def stock_watches(self) -> StockWatches: ...
    @property
    def revoked_tokens(self) -> RevokedTokens: ...
    @property
    def extras(self) -> tuple[Extra, ...]:
        """What the shop asks beside the goods, in the order of asking."""

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

    def read_event(self, document: Json) -> Event | None:
        """One that it posted; None for what is nothing to the shop. Raises Unreadable."""


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
    """Sends one reply, or a template in its place; raises SendUnknown, SendLater or SendRefused."""

    # True where the provider itself drops a repeated key, so that an unknown send may simply be repeated.
    repeats_safely: bool

    def send(self, customer: Customer, reply: Reply | TemplateCall, key: str) -> Sent: ...
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
    """The dialogue could not finish the turn; the same turn may be asked again and then has no second effect.

    ``crashed``: the process that ended in the middle of this very turn, which may be why. ``away``: it was not there, and nothing of
    the turn was begun.
    """

    def __init__(self, why: str, crashed: str = "", away: bool = False) -> None:
        super().__init__(why)
        self.crashed, self.away = crashed, away


class Command(Protocol):
    """As a choice of ours would say it; ``language`` is the command word's."""

    @property
    def intent(self) -> str: ...
    @property
    def entities(self) -> Json: ...
    @property
    def language(self) -> str: ...


class Keyword(Protocol):
    """``purpose`` is "offers" where our messages about orders are not meant."""

    @property
    def intent(self) -> str: ...
    @property
    def purpose(self) -> str: ...


class Chosen(Protocol):
    """``at`` is the place of a choice, from 0; ``quantity`` is empty where none was said beside it."""

    @property
    def at(self) -> int: ...
    @property
    def quantity(self) -> str: ...


class Reader(Protocol):
    """What is understood of words before the dialogue is asked.

    ``index_of``: what the words of a catalog mean, to be kept, with the codes of products that nobody can ask for by name, and
    why; ``made_with``: by what code and words. ``choices``: those that are meant, more than one where that must be asked; at
    ``products`` stand titles of goods, where a word or two of them are enough; ``spot``: ``-1.2921,36.8219`` where the text is
    nothing but coordinates.
    """

    def command(self, text: str, catalog: Catalog, own_orders: Callable[[], Iterable[str]]) -> Command | None: ...
    def made_with(self) -> str: ...
    def index_of(self, catalog: Catalog) -> tuple[bytes, Sequence[tuple[str, str]]]: ...
    def speaks_swahili(self, text: str) -> bool: ...
    def choices(
        self, text: str, titles: Sequence[str], products: Collection[int], takes_numbers: bool
    ) -> Sequence[Chosen]: ...
    def agrees(self, text: str) -> bool: ...
    def keyword(self, text: str) -> Keyword | None: ...
    def is_stop(self, text: str) -> bool: ...
    def spot(self, text: str) -> str: ...
    def is_address(self, text: str) -> bool: ...
    def zone(self, address: str) -> str: ...


class Dialogue(Protocol):
    def turn(self, turn: Turn) -> TurnResult: ...
