#!/bin/sh
# Makes the secrets of an installation, once: in .env, which its owner alone can read, or each in a file of the folder secrets.
# What is there stays as it is, and what is missing is added. A variable that is set in the environment is taken from there.
#
#   ./deploy/make-env.sh [--files]
set -eu
umask 077
cd "$(dirname "$0")/.."
case "${1:-}" in
  '') files= ;;
  --files) files=yes ;;
  *) echo "Usage: $0 [--files]" >&2; exit 2 ;;
esac

touch .env
chmod 600 .env
# What is added begins a line of its own.
[ -z "$(tail -c 1 .env)" ] || echo >> .env

has() { grep -Eq "^[[:space:]]*(export[[:space:]]+)?$1[[:space:]]*=" .env; }

random() { openssl rand -hex 32 2>/dev/null || od -A n -t x1 -N 32 /dev/urandom | tr -d ' \n'; }

# As .env files take it: in single quotes, each within it as \'.
quoted() { printf %s "$1" | sed "s/'/\\\\'/g; 1s/^/'/; \$s/\$/'/"; }

in_env() { # NAME VALUE
  has "$1" && return
  case "$2" in
    *[!A-Za-z0-9._~+/=:@,-]*) printf '%s=%s\n' "$1" "$(quoted "$2")" ;;
    *) printf '%s=%s\n' "$1" "$2" ;;
  esac >> .env
  echo "made $1"
}

in_file() { # NAME VALUE
  path=secrets/$(echo "$1" | tr 'A-Z_' 'a-z-')
  if grep -Eq "^[[:space:]]*(export[[:space:]]+)?$1[[:space:]]*=." .env; then
    echo "$1 has a value in .env: move it to $path, and leave $1= there" >&2
    exit 1
  fi
  has "$1" || echo "$1=" >> .env
  [ -e "$path" ] && return
  mkdir -p secrets
  # Containers read it as users of their own; nobody else gets past the folder.
  (umask 022 && printf %s "$2" > "$path")
  echo "made $path"
}

secret() { # NAME
  eval "value=\${$1:-}"
  [ -n "$value" ] || value=$(random)
  if [ -n "$files" ]; then in_file "$1" "$value"; else in_env "$1" "$value"; fi
}

# A database that is there already was made with secrets which no new ones can take the place of.
there=
project=$(sed -n 's/^COMPOSE_PROJECT_NAME=//p' .env | tail -n 1)
project=${COMPOSE_PROJECT_NAME:-${project:-$(basename "$PWD" | tr A-Z a-z | tr -cd 'a-z0-9_-')}}
if docker volume inspect "${project}_postgres" >/dev/null 2>&1; then there=yes; fi
for name in JWT_SECRET POSTGRES_PASSWORD; do
  eval "value=\${$name:-}"
  if [ -n "$there" ] && [ -z "$value" ] && ! has "$name"; then
    echo "There is a database already, the volume ${project}_postgres, and neither .env nor the environment has its $name:" >&2
    echo "put it there first (docs/operating.md, 'From an installation before this one')" >&2
    exit 1
  fi
done

# Hashed values of an installation without a key of its own are keyed by JWT_SECRET: a key made later would change them.
if { [ -n "$there" ] || has JWT_SECRET; } && ! has HASH_KEY && [ -z "${HASH_KEY:-}" ]; then
  echo 'HASH_KEY is left out, for JWT_SECRET was there before it and keys what is hashed'
  if [ -n "$files" ] && ! has HASH_KEY_FILE; then
    # Compose wants the file there, and gateways and workers none that is empty.
    mkdir -p secrets
    : > secrets/hash-key
    in_env HASH_KEY_FILE ''
  fi
else
  secret HASH_KEY
fi
for name in JWT_SECRET METRICS_TOKEN POSTGRES_PASSWORD REDIS_PASSWORD GRAFANA_PASSWORD; do secret "$name"; done
[ -z "$files" ] || in_env COMPOSE_FILE docker-compose.yml:deploy/compose.secrets.yml
