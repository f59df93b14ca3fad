#!/bin/sh
# Replaces each gateway and worker by one of what image, .env and docker-compose.yml say now, one after the other. The new one is
# healthy before the old one is told to end, and that one finishes what it has in hand: no request fails. What else has changed,
# their number and the other services, is brought up last.
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
# As in docker-compose.yml.
[ -n "${GRACE:-}" ] || GRACE=$(sed -n 's/^GRACE=//p' .env 2>/dev/null | tail -n 1)

compose() {
  said=$($COMPOSE "$@" 2>&1) || { echo "$said" >&2; return 1; }
}

running() { # SERVICE
  ids=$($COMPOSE ps -q "$1") || return 1
  for id in $ids; do
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

# Whoever is there and was not before.
newcomers() { # SERVICE BEFORE
  for id in $($COMPOSE ps -q "$1"); do
    case "$2" in *"$id"*) ;; *) echo "$id" ;; esac
  done
}

give_up() { # SERVICE BEFORE WHY
  for id in $(newcomers "$1" "$2"); do
    echo "The new $1 $3; the old one goes on. It said last:" >&2
    docker logs --tail 5 "$id" >&2
    docker rm --force "$id" >/dev/null
  done
  exit 1
}

replace() { # SERVICE ID
  service=$1
  before=$(running "$1")
  trap 'give_up "$service" "$before" "was not waited for"' INT TERM
  # Without --no-deps: Compose 2 would take the new one for another than the file says, and the next up would replace it.
  compose up --detach --no-recreate --scale "$1=$(($(echo "$before" | wc -w) + 1))" "$1" || give_up "$1" "$before" 'does not get well'
  new=$(newcomers "$1" "$before")
  [ -n "$new" ] || { echo "Compose started no other $1" >&2; exit 1; }
  is_well "$new" || give_up "$1" "$before" 'does not get well'
  trap - INT TERM
  docker stop --time "${GRACE:-45}" "$2" >/dev/null
  docker rm "$2" >/dev/null
  echo "replaced a $1"
}

# What was stopped is in the way of what is new.
compose rm --force gateway worker
gateways=$(running gateway)
workers=$(running worker)
[ -n "$gateways$workers" ] || { echo "Nothing is running here: $COMPOSE up --build --detach" >&2; exit 1; }
# One worker first: then whatever the new gateways put into the queues has somebody to work on it.
first=${workers%%[!0-9a-f]*}
[ -z "$first" ] || replace worker "$first"
for id in $gateways; do replace gateway "$id"; done
for id in ${workers#"$first"}; do replace worker "$id"; done
compose up --detach
