"""Ends with 0 when the address given answers 200: the health check of every container."""

import sys

import requests

if __name__ == "__main__":
    try:
        sys.exit(requests.get(sys.argv[1], timeout=4).status_code != 200)
    except requests.RequestException as error:
        sys.exit(f"{sys.argv[1]}: {error}")
