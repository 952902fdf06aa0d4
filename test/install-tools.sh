#!/bin/sh
# Installs what the integration tests run for real, where it is missing. Debian and its kin only.
set -eu

missing=''
need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need prometheus prometheus
need promtool prometheus
need prometheus-node-exporter prometheus-node-exporter
need prometheus-alertmanager prometheus-alertmanager
need chromium chromium
need openssl openssl
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
python3 -c 'import requests' 2>/dev/null || missing="$missing python3-requests"

[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "test tools missing:$missing; install them by hand: this machine has no apt-get" >&2
  exit 1
fi
sudo=''
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing test tools:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# Servers that Debian would start on installation are started by the tests, on ports of their own.
# shellcheck disable=SC2086
if ! { $sudo apt-get update -q && $sudo apt-get install -y -q --no-install-recommends $missing; } >&2; then
  echo "test tools could not be installed:$missing; install them by hand, then run make test again" >&2
  exit 1
fi
