#!/bin/sh
# What Python packages cannot bring: installed as root, named to everybody else. Called by the Makefile.
#   venv: Python's own venv    run: what draws PDFs and prepares films    test: that, PostgreSQL and Chromium
#   bench: that, and nginx to be measured against
set -eu
missing=""
need() { missing="$missing $1"; }

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

case "$1" in
venv)
    python3 -c "import ensurepip, venv" 2>/dev/null || need python3-venv
    ;;
run | test | bench)
    has_library libpango-1.0.so.0 || need libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || need libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || need libharfbuzz-subset0
    { command -v ffmpeg && command -v ffprobe; } >/dev/null 2>&1 || need ffmpeg
    ;;
esac
if [ "$1" = test ] || [ "$1" = bench ]; then
    command -v chromium >/dev/null 2>&1 || need chromium
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
fi
[ "$1" != bench ] || command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || need nginx-light
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -y -q --no-install-recommends $missing; } >/tmp/common-ground-apt.log 2>&1 || {
        tail -n 5 /tmp/common-ground-apt.log
        echo "These Debian packages could not be installed:$missing"
        [ "$1" = run ] && exit 0
        exit 1
    }
elif [ "$1" = run ]; then
    echo "Films and certificates as PDF need these Debian packages:$missing (sudo apt-get install$missing). All else works without them."
else
    echo "This needs Debian packages that only root can install. Run: sudo apt-get install$missing"
    exit 1
fi
