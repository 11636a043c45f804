"""``python -m bot.keys rasa``: prints a key that is derived from JWT_SECRET, for calls by hand."""

from __future__ import annotations

import argparse
import sys

from bot.settings import SettingError, actions_key, rasa_token, read_settings

KEYS = {"rasa": rasa_token, "actions": actions_key}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.keys", description=__doc__)
    parser.add_argument("door", choices=sorted(KEYS), help="Rasa's API (?token=…) or the action server (bearer token)")
    door = parser.parse_args().door
    try:
        print(KEYS[door](read_settings(part=door)))
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
