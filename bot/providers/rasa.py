"""The dialogue behind Rasa's gateway channel, over HTTP."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import Any

import requests

from bot.providers.http import never_left
from bot.services.ports import ACTIONS, RASA, Choice, DialogueDown, Reply, Turn, TurnResult

CONNECT_SECONDS = 3
# A turn may wait for two calls to another party; when this is over the same turn is asked again and found under way.
READ_SECONDS = 45


class RasaDialogue:
    """One requests session a thread. Raises DialogueDown whenever there is no whole answer."""

    def __init__(self, rasa_url: str, token: str) -> None:
        self.url = f"{rasa_url}/webhooks/gateway/turn"
        self.token = token
        self._local = threading.local()

    def turn(self, turn: Turn) -> TurnResult:
        try:
            answer = self._session().post(self.url, json=asdict(turn), timeout=(CONNECT_SECONDS, READ_SECONDS))
        except requests.RequestException as error:
            why = f"rasa does not answer: {type(error).__name__}"
            raise DialogueDown(why, crashed=RASA if _broke_off(error) else "", away=never_left(error)) from error
        if answer.status_code != 200:
            why = f"rasa answered {answer.status_code}: {answer.text[:200]}"
            raise DialogueDown(why, crashed=ACTIONS if _tells(answer, "crashed") else "", away=_tells(answer, "away"))
        return turn_result(answer.json())

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.headers["Authorization"] = f"Bearer {self.token}"
        session: requests.Session = self._local.session
        return session


def _broke_off(error: requests.RequestException) -> bool:
    """The connection stood and ended without a whole answer: Rasa died meanwhile."""
    broken = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
    return isinstance(error, broken) and not isinstance(error, requests.Timeout) and not never_left(error)


def _tells(answer: requests.Response, name: str) -> bool:
    """What the channel says of the action server: whether it ended in the middle of the turn, or was not there."""
    try:
        said = answer.json()
    except ValueError:
        return False
    return isinstance(said, dict) and said.get(name) is True


def turn_result(answer: dict[str, Any]) -> TurnResult:
    """From the channel's JSON."""
    replies = tuple(
        Reply(
            text=each["text"],
            choices=tuple(
                Choice("", choice["title"], choice["description"], choice["payload"], choice["question"])
                for choice in each["choices"]
            ),
            button=each["button"],
            image_url=each["image_url"],
            attached=each["attached"],
        )
        for each in answer["replies"]
    )
    return TurnResult(replies, answer["language"], answer["understood"])
