#!/usr/bin/env bash
# A PostgreSQL for the tests, from Debian's package, apart from any that runs here already.
#   deploy/services.sh start   installs it if it is missing (as root or with sudo), starts it on 127.0.0.1
#   deploy/services.sh env     prints the line that a shell evaluates to find it
#   deploy/services.sh stop    ends it and removes its data
# PORT_OF_POSTGRES (15432) moves it.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${PORT_OF_POSTGRES:-15432}
data=${TMPDIR:-/tmp}/duka-postgres-$port
url=postgresql+psycopg2://duka@127.0.0.1:$port/duka

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# PostgreSQL refuses to run as root, and Debian's package brings a user for it.
as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

programs() { find /usr/lib/postgresql -maxdepth 2 -type d -name bin 2>/dev/null | sort -V | tail -n 1; }

install_postgres() {
  command -v apt-get >/dev/null || { echo "PostgreSQL is not installed and there is no apt-get to do it." >&2; exit 1; }
  echo "  installing PostgreSQL …"
  mkdir -p var/log
  as_root sh -c 'apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql' \
    >var/log/services.log 2>&1 || { tail -n 20 var/log/services.log >&2; exit 1; }
}

start() {
  [ -n "$(programs)" ] || install_postgres
  local bin; bin=$(programs)
  if as_postgres "$bin/pg_ctl" status -D "$data" >/dev/null 2>&1; then
    echo "  PostgreSQL runs already on port $port"
    return
  fi
  as_postgres rm -rf "$data"
  as_postgres "$bin/initdb" -D "$data" --username duka --auth trust --encoding UTF8 --no-sync >/dev/null
  as_postgres "$bin/pg_ctl" start -D "$data" -w -l "$data/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c fsync=off" >/dev/null ||
    { as_postgres tail -n 20 "$data/log" >&2; exit 1; }
  as_postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U duka duka
  echo "  PostgreSQL runs on port $port"
}

stop() {
  local bin; bin=$(programs)
  [ -n "$bin" ] && as_postgres "$bin/pg_ctl" stop -D "$data" -m fast -w >/dev/null 2>&1 || true
  as_postgres rm -rf "$data"
  echo "  PostgreSQL ended"
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  env) echo "export TEST_DATABASE_URL=$url" ;;
  *) echo "usage: $0 start | env | stop" >&2; exit 2 ;;
esac
