#!/usr/bin/env bash
# Installs the servers that the integration tests start by themselves: Redis, PostgreSQL and Dovecot.
# Debian and Ubuntu; as root or with sudo. Starts no service and leaves running ones alone.
#
#   bash scripts/install-test-servers.sh [--quiet]
set -euo pipefail

quiet=false
[ "${1:-}" = --quiet ] && quiet=true
say() { [ "$quiet" = true ] || echo "$@"; }

have_all() {
  command -v redis-server >/dev/null &&
    { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; } &&
    { command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ]; } &&
    [ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ] &&
    command -v openssl >/dev/null
}

if have_all; then
  say 'Redis, PostgreSQL and Dovecot are installed.'
  exit 0
fi

if [ "$(uname -s)" = Darwin ]; then
  # Homebrew's Dovecot is 2.4, which the tests' configuration does not fit: those tests stay skipped there.
  echo 'On macOS: brew install redis postgresql@16'
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  echo 'This script knows apt-get only. Install redis-server, PostgreSQL and Dovecot 2.3 (IMAP and LMTP) your way.' >&2
  exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo 'Run this as root, or install sudo.' >&2; exit 1; }
  as_root=(sudo)
fi
run() { ${as_root[@]+"${as_root[@]}"} "$@"; }

# Packages ask policy-rc.d before they start a service: 101 means no. One that is there already is kept.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'run rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | run tee "$policy" >/dev/null
  run chmod 755 "$policy"
fi

log=$(mktemp)
apt_get() {
  if ! run env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "apt-get $1 failed; see above." >&2
    exit 1
  fi
}
say 'Installing Redis, PostgreSQL and Dovecot ...'
apt_get update
apt_get install -y --no-install-recommends redis-server postgresql dovecot-imapd dovecot-lmtpd openssl
rm -f "$log"

have_all || { echo 'Installed, but not all programs are where they were expected.' >&2; exit 1; }
say 'Installed.'
