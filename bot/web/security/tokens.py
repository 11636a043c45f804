"""``python -m bot token``: issue a token for the HTTP API, revoke tokens, list what is revoked."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import jwt

from bot.services.ports import UnitOfWorkFactory
from bot.settings import Settings
from bot.web.security.scopes import Scope

LONGEST_NAME, MOST_DAYS, DAYS = 160, 3650, 30
DAY_SECONDS = 86400

# The shop's settings and where its tokens are kept; asked for only once the command is understood.
OpenShop = Callable[[], tuple[Settings, UnitOfWorkFactory]]


def main(arguments: Sequence[str], open_shop: OpenShop) -> int:
    """The process's exit code. Ends with SystemExit 2 and the reason where the command is wrong."""
    asked = _parser().parse_args(list(arguments))
    work: Callable[[argparse.Namespace, Settings, UnitOfWorkFactory], None] = asked.work
    work(asked, *open_shop())
    return 0


def _issue(asked: argparse.Namespace, settings: Settings, unit_of_work: UnitOfWorkFactory) -> None:
    """The token alone goes to the standard output; what it is revoked by stands beside it and in the ledger."""
    now, scopes = time.time(), " ".join(asked.scope)
    claims = {"sub": asked.sub, "scope": scopes, "jti": secrets.token_urlsafe(12), "iat": now}
    claims["exp"] = int(now + asked.days * DAY_SECONDS)
    with unit_of_work() as uow:
        uow.ledger.note("shop", "token.issued", claims["jti"], None, claims)
        uow.commit()
    print(f"jti {claims['jti']}, {scopes}, {asked.days} days", file=sys.stderr)
    print(jwt.encode(claims, settings.jwt_secret, "HS256"))


def _revoke(asked: argparse.Namespace, settings: Settings, unit_of_work: UnitOfWorkFactory) -> None:
    claim, value = ("jti", asked.jti) if asked.jti else ("sub", asked.sub)
    with unit_of_work() as uow:
        uow.revoked_tokens.add(claim, value)
        uow.ledger.note("shop", "token.revoked", value[:120], None, {claim: value})
        uow.commit()
    print(f"revoked: {claim} {value}")


def _list(asked: argparse.Namespace, settings: Settings, unit_of_work: UnitOfWorkFactory) -> None:
    with unit_of_work(read_only=True) as uow:
        for each in uow.revoked_tokens.all():
            print(f"{each.claim} {each.value} {each.revoked_at.isoformat(timespec='seconds')}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot token", description=__doc__)
    commands: Any = parser.add_subparsers(dest="command", required=True, metavar="command")
    issue = commands.add_parser("issue", help="print a token for a holder")
    issue.add_argument("sub", type=_name, help="whom the token is for; every holder gets a name of their own")
    issue.add_argument("scope", nargs="+", choices=[each.value for each in Scope], metavar="scope", help=_scopes())
    issue.add_argument(
        "--days", type=_days, default=DAYS, help=f"until it ends, at most {MOST_DAYS}; unless said {DAYS}"
    )
    issue.set_defaults(work=_issue)
    revoke = commands.add_parser("revoke", help="one token by its id, or all that a holder has until now")
    which = revoke.add_mutually_exclusive_group(required=True)
    which.add_argument("--jti", type=_name, help="the id that was told when it was issued")
    which.add_argument("--sub", type=_name, help="the holder; a token issued later is good again")
    revoke.set_defaults(work=_revoke)
    commands.add_parser("list", help="what is revoked, and since when").set_defaults(work=_list)
    return parser


def _scopes() -> str:
    return ", ".join(each.value for each in Scope)


def _name(written: str) -> str:
    if not 0 < len(written.strip()) <= LONGEST_NAME or not written.isprintable():
        raise argparse.ArgumentTypeError(f"a name has 1 to {LONGEST_NAME} characters")
    return written.strip()


def _days(written: str) -> int:
    if not (written.isdecimal() and 1 <= int(written[:9]) <= MOST_DAYS):
        raise argparse.ArgumentTypeError(f"days are a whole number from 1 to {MOST_DAYS}")
    return int(written)
