#!/bin/sh
# Starts Redis with the password of REDIS_PASSWORD, or of the file that REDIS_PASSWORD_FILE names. It is given as a hash and on
# standard input: no list of processes shows it, and any letters will do.
set -eu
password=${REDIS_PASSWORD:-$(cat "${REDIS_PASSWORD_FILE:-/dev/null}")}
[ -n "$password" ] || { echo 'REDIS_PASSWORD is not set: run ./deploy/make-env.sh' >&2; exit 1; }
hash=$(printf %s "$password" | sha256sum | cut -d ' ' -f 1)
unset REDIS_PASSWORD

# maxmemory stays well below the container's limit: rewriting the append-only file needs room beside the data.
exec redis-server - <<.
user default on #$hash ~* &* +@all
dir /data
appendonly yes
appendfsync everysec
maxmemory 512mb
maxmemory-policy noeviction
.
