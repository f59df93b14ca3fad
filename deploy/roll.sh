#!/bin/sh
# Replaces each gateway and worker by one of what image, .env and docker-compose.yml say now, one after the other. The new one is
# healthy before the old one is told to end, and that one finishes what it has in hand: no request fails.
#
#   docker compose build && ./deploy/roll.sh
#
# A new one that does not get well is removed again, and all others go on as they are.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${COMPOSE:-}" ]; then
  if docker compose version >/dev/null 2>&1; then COMPOSE='docker compose'; else COMPOSE=docker-compose; fi
fi
# Migrations wait for whoever holds a table, for two minutes.
patience=180
# Longer than performance.drainSeconds and shutdownSeconds together.
grace=45

running() { # SERVICE
  for id in $($COMPOSE ps -q "$1"); do
    if [ "$(docker inspect --format '{{.State.Running}}' "$id")" = true ]; then echo "$id"; fi
  done
}

is_well() { # ID
  waited=0
  while [ $waited -lt $patience ]; do
    case "$(docker inspect --format '{{.State.Status}} {{.State.Health.Status}}' "$1")" in
      'running healthy') return 0 ;;
      'running starting') ;;
      *) return 1 ;;
    esac
    sleep 1
    waited=$((waited + 1))
  done
  return 1
}

replace() { # SERVICE ID
  before=$(running "$1")
  set -- "$1" "$2" "$(($(echo "$before" | wc -w) + 1))"
  # Without --no-deps: Compose 2 would take the new one for another than the file says, and the next up would replace it.
  $COMPOSE up --detach --no-recreate --scale "$1=$3" "$1" >/dev/null 2>&1 || { echo "No other $1 could be started" >&2; exit 1; }
  new=
  for id in $(running "$1"); do
    case "$before" in *"$id"*) ;; *) new=$id ;; esac
  done
  if [ -z "$new" ] || ! is_well "$new"; then
    echo "The new $1 does not get well; the old one goes on. It said last:" >&2
    [ -z "$new" ] || docker logs --tail 5 "$new" >&2
    [ -z "$new" ] || docker rm --force "$new" >/dev/null
    exit 1
  fi
  docker stop --time "$grace" "$2" >/dev/null
  docker rm "$2" >/dev/null
  echo "replaced a $1"
}

# What was stopped is in the way of what is new.
$COMPOSE rm --force gateway worker >/dev/null 2>&1
gateways=$(running gateway)
# One worker first: then whatever the new gateways put into the queues has somebody to work on it.
set -- $(running worker)
if [ $# -gt 0 ]; then
  replace worker "$1"
  shift
fi
for id in $gateways; do replace gateway "$id"; done
for id; do replace worker "$id"; done
