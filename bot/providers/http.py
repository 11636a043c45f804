"""HTTP calls that end in time: one try tells whether it left at all, a safe call is repeated a few times."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
WHOLE_CALL_SECONDS = 12.0
MOST_REPEATS = 2
LONGEST_PAUSE_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.2
# Less time than this is not worth another try.
SHORTEST_TRY_SECONDS = 0.5
LARGEST_ANSWER = 8 * 1024 * 1024


class CallFailed(Exception):
    """There is no answer; the message says why, in words that hold no secret."""


class NotSent(CallFailed):
    """No connection was made: the other side has seen nothing of the call."""


class NoAnswer(CallFailed):
    """The connection broke or time ran out after the call may have left."""


@dataclass(frozen=True)
class HttpAnswer:
    """``headers`` are looked up in any case; ``content`` is at most LARGEST_ANSWER bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """Raises ValueError where the content is no JSON."""
        try:
            return json.loads(self.content)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    def retry_after(self) -> float | None:
        """Seconds asked for by Retry-After; None without one (dates are not read)."""
        written = self.headers.get("Retry-After", "").strip()
        return float(written) if written.isascii() and written.isdigit() else None


class _Bearer(requests.auth.AuthBase):
    """Set as the session's own authorisation, so that a .netrc file cannot take its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class HttpLine:
    """Calls under one root with one bearer token; safe to share, each thread gets a session of its own.

    ``pause`` and ``dice`` are the wait between repeats and its jitter.
    """

    def __init__(
        self,
        root: str,
        token: str,
        *,
        pause: Callable[[float], None] = time.sleep,
        dice: random.Random | None = None,
        whole_seconds: float = WHOLE_CALL_SECONDS,
    ) -> None:
        self.root = root.rstrip("/")
        self.whole_seconds = whole_seconds
        self._token = token
        self._pause = pause
        self._dice = dice or random.Random()
        self._sessions = threading.local()

    def deadline(self) -> float:
        """When a call begun now must be over, on the monotonic clock."""
        return time.monotonic() + self.whole_seconds

    def once(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        deadline: float | None = None,
    ) -> HttpAnswer:
        """One try. Redirects are answers like any other. Raises NotSent or NoAnswer."""
        until = self.deadline() if deadline is None else deadline
        left = max(SHORTEST_TRY_SECONDS, until - time.monotonic())
        try:
            with self._session().request(
                method,
                self.root + path,
                params=params,
                json=body,
                headers=headers,
                timeout=(min(timeout[0], left), min(timeout[1], left)),
                allow_redirects=False,
                stream=True,
            ) as response:
                return HttpAnswer(response.status_code, response.headers, _content(response, until))
        except requests.RequestException as problem:
            raise _failure(problem) from problem

    def repeating(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        key: str = "",
        deadline: float | None = None,
    ) -> HttpAnswer:
        """At most MOST_REPEATS more tries after a broken connection, 5xx or 429, if the call is a GET or has a ``key``.

        The key goes out as Idempotency-Key. Raises NotSent or NoAnswer; a last 5xx or 429 is returned.
        """
        until = self.deadline() if deadline is None else deadline
        sent = {**(headers or {}), **({"Idempotency-Key": key} if key else {})}
        safe = method == "GET" or bool(key)
        tried = 0
        while True:
            tried += 1
            answer, problem = self._try(method, path, params, body, sent, until)
            wait = self._wait_before_repeat(answer, problem, tried, safe)
            if wait is None or time.monotonic() + wait + SHORTEST_TRY_SECONDS > until:
                if answer is None:
                    assert problem is not None
                    raise problem
                return answer
            self._pause(wait)

    def _try(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None,
        body: Any,
        headers: Mapping[str, str],
        until: float,
    ) -> tuple[HttpAnswer | None, CallFailed | None]:
        try:
            return self.once(method, path, params=params, body=body, headers=headers, deadline=until), None
        except CallFailed as problem:
            return None, problem

    def _wait_before_repeat(
        self, answer: HttpAnswer | None, problem: CallFailed | None, tried: int, safe: bool
    ) -> float | None:
        """None where there must be no other try."""
        if tried > MOST_REPEATS or not (safe or isinstance(problem, NotSent)):
            return None
        if answer is None:
            return self._backoff(tried)
        if answer.status < 500 and answer.status != 429 and not _still_busy(answer):
            return None
        asked = answer.retry_after()
        if asked is not None:
            return asked if asked <= LONGEST_PAUSE_SECONDS else None
        return self._backoff(tried)

    def _backoff(self, tried: int) -> float:
        most = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tried)
        return self._dice.uniform(most / 2, most)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = requests.Session()
            session.auth = _Bearer(self._token)
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(pool_connections=2, pool_maxsize=2, max_retries=0))
            self._sessions.session = session
        return session


def _still_busy(answer: HttpAnswer) -> bool:
    """The first call with this key is still under way."""
    return answer.status == 409 and b"idempotency_in_progress" in answer.content


def _content(response: requests.Response, until: float) -> bytes:
    """The timeout of a read counts anew with every byte; this one does not."""
    pieces, size = [], 0
    for piece in response.iter_content(64 * 1024):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise requests.exceptions.ContentDecodingError(f"the answer is larger than {LARGEST_ANSWER} bytes")
        if time.monotonic() > until:
            raise requests.exceptions.ReadTimeout("the answer did not end in time")
    return b"".join(pieces)


def _failure(problem: requests.RequestException) -> CallFailed:
    words = f"{type(problem).__name__}: {_why(problem)}"[:300]
    return NotSent(words) if never_left(problem) else NoAnswer(words)


def _why(problem: requests.RequestException) -> object:
    cause = problem.args[0] if problem.args else problem
    return cause.reason if isinstance(cause, MaxRetryError) else cause


def never_left(problem: requests.RequestException) -> bool:
    """No connection was made: the other side has seen nothing of the call."""
    if isinstance(problem, requests.exceptions.SSLError):
        # Only the handshake can meet a wrong certificate; other TLS errors may strike later.
        return "CERTIFICATE_VERIFY_FAILED" in str(problem)
    if isinstance(problem, (requests.ConnectTimeout, requests.exceptions.ProxyError, ValueError)):
        return True
    return isinstance(_why(problem), (NewConnectionError, ConnectTimeoutError))
