"""``python -m deploy.answers URL [--with-key]``: 0 when it answers 200. The health check of every container."""

import argparse
import sys

import requests

from bot.settings import rasa_token, read_settings

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--with-key", action="store_true", help="show the key of Rasa's API")
    given = parser.parse_args()
    query = {"token": rasa_token(read_settings(part="rasa"))} if given.with_key else {}
    try:
        sys.exit(requests.get(given.url, params=query, timeout=4).status_code != 200)
    except requests.RequestException as error:
        # Its own words hold the address with the key.
        sys.exit(f"{given.url}: {type(error).__name__}")
