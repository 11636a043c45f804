"""A freshly trained model, loaded into the Rasa that runs on this machine, so that nobody has to restart anything."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import requests

from bot.workshop.run.parts import LOCAL_HOSTS

# Rasa answers once the model is loaded.
LOAD_SECONDS = 120.0
ASK_SECONDS = 3.0
# Not the key itself: what is printed here lands in logs.
ASK_FOR_KEY = ".venv/bin/python -m bot.keys rasa"


def model_id(model: Path) -> str:
    """By which Rasa tells one model from another; nothing where there is no readable model."""
    try:
        with tarfile.open(model) as archive:
            for member in archive:
                content = archive.extractfile(member) if Path(member.name).name == "metadata.json" else None
                if content is not None:
                    return str(json.load(content)["model_id"])
    except (OSError, tarfile.TarError, ValueError, KeyError):
        return ""
    return ""


def load(rasa_url: str, token: str, model: Path, before: str) -> str:
    """Has the running Rasa load ``model``; what became of that, for the reader, or nothing where there is nothing to do.

    ``token`` opens Rasa's API. ``before`` is the id of the model that stood in its place: a Rasa with yet another one
    belongs to another folder.
    """
    running = _running(rasa_url, token)
    if running in ("", model_id(model)):
        return ""
    by_hand = f"curl -X PUT \"{rasa_url}/model?token=$({ASK_FOR_KEY})\" -d '{json.dumps({'model_file': str(model.resolve())})}'"
    if running != before:
        return f"the Rasa at {rasa_url} runs a model of another training; to have it load this one: {by_hand}"
    answer = _put(rasa_url, token, model)
    if answer:
        return f"the Rasa at {rasa_url} did not load the new model ({answer}); restart it, or try: {by_hand}"
    return f"the bot that runs at {rasa_url} has loaded it: reload the phone page and write"


def _running(rasa_url: str, token: str) -> str:
    """The id of the model that a Rasa on this machine runs; nothing where none answers."""
    if urlsplit(rasa_url).hostname not in LOCAL_HOSTS:
        return ""
    try:
        answer = requests.get(f"{rasa_url}/status", params={"token": token}, timeout=ASK_SECONDS)
        return str(answer.json().get("model_id") or "") if answer.ok else ""
    except (requests.RequestException, ValueError, AttributeError):
        # Nothing there, or something that is no Rasa: either way nobody waits for this model.
        return ""


def _put(rasa_url: str, token: str, model: Path) -> str:
    """Why it was not loaded; nothing when it was."""
    try:
        wanted = {"model_file": str(model.resolve())}
        answer = requests.put(f"{rasa_url}/model", params={"token": token}, json=wanted, timeout=LOAD_SECONDS)
    except requests.RequestException as problem:
        return f"no answer: {type(problem).__name__}"
    return "" if answer.ok else f"it answered {answer.status_code}"
