"""``python -m bot.nlu.components.trained MODEL``: how a trained model parses the text on standard input, as one line of JSON.

A process of its own, so that those who ask import no Rasa.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import Any

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog


def main() -> None:
    """The last line of the output is the parse; before it Rasa may say what it likes."""
    # Otherwise every parse is written out with its log.
    configure_structlog(logging.ERROR)
    agent = Agent.load(sys.argv[1])
    # A leading slash would make Rasa take the rest for an intent's name.
    parsed: dict[str, Any] = asyncio.run(agent.parse_message(sys.stdin.read().lstrip("/ ")))
    print()
    print(json.dumps(parsed))


if __name__ == "__main__":
    main()
