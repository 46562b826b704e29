#!/bin/sh
# Brings another version beside the one that serves, and lets the old one go when the new one is ready:
#   ./rollout.sh VERSION        forward or back, always the same way
#
# State: the running containers, and STARLING_VERSION in .env, which is written when the new version is ready.
# If it does not become ready within ROLLOUT_TIMEOUT seconds (120), it is removed, the old one serves on, exit code 1.
# While it runs there are twice as many replicas; the machine needs the memory for that.
set -eu

say() { printf '%s\n' "rollout: $*"; }
fail() {
  printf '%s\n' "rollout: $*" >&2
  exit 1
}

cd "$(dirname "$0")"
version=${1:-}
case $version in
'' | -* | *[!A-Za-z0-9._-]*) fail "expected one version, the tag of an image, such as ./rollout.sh 0.1.0; got \"$*\"" ;;
esac
[ $# -eq 1 ] || fail "expected one version; got $# arguments: $*"

# Compose is a plugin of docker today; 1.29 was a program of its own.
if docker compose version >/dev/null 2>&1; then
  compose() { docker compose "$@"; }
elif docker-compose version >/dev/null 2>&1; then
  compose() { docker-compose "$@"; }
else
  fail "neither \"docker compose\" nor \"docker-compose\" can be run; install one of them"
fi

# setting NAME DEFAULT: from the environment, else from .env, else the default; the order in which compose looks.
setting() {
  eval "value=\${$1:-}"
  if [ -z "$value" ] && [ -f .env ]; then
    value=$(sed -n "s/^$1=//p" .env | tail -n 1 | tr -d "\"'\r")
  fi
  printf '%s' "${value:-$2}"
}
replicas=$(setting STARLING_REPLICAS 2)
timeout=$(setting ROLLOUT_TIMEOUT 120)
grace=$(setting STARLING_STOP_GRACE 40s)
grace=${grace%s}
case $grace in *[!0-9]*) fail "expected STARLING_STOP_GRACE in seconds, such as 40s; got \"$grace\"" ;; esac
COMPOSE_FILE=$(setting COMPOSE_FILE compose.scale.yaml)
export COMPOSE_FILE

mkdir .rollout.lock 2>/dev/null ||
  fail "another rollout runs in this folder; if none does, remove $(pwd)/.rollout.lock"
new=
ready=
why=
heard=
failed=no
on_exit() {
  code=$?
  trap - EXIT INT TERM
  # Whatever went wrong before the old version was let go: the new one goes.
  [ -z "$new" ] || discard
  rmdir .rollout.lock
  exit "$code"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

containers() { compose ps -q starling 2>/dev/null | sort; }
inspect() { docker inspect -f "$1" "$2" 2>/dev/null || echo gone; }
address() { inspect '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$1"; }
named() { inspect '{{.Name}}' "$1" | tr -d /; }

# What HAProxy says of the replica with address $1, asked through container $2: UP, DOWN, …; nothing where it knows none.
standing() {
  docker exec "$2" /usr/local/bin/node --input-type=module -e '
    const rows = (await (await fetch("http://haproxy:8404/stats;csv")).text()).split("\n").map((row) => row.split(","));
    const [at, backend, status] = ["addr", "# pxname", "status"].map((name) => rows[0].indexOf(name));
    const row = rows.find((row) => row[backend] === "starling" && row[at] === process.argv[1] + ":8000");
    console.log(row?.[status] ?? "");' "$1" 2>/dev/null || true
}

# Whether container $1 speaks a word: "yes", or what it says instead. A refusal (4xx) is an answer, too: of a key that is only known as
# a hash, of a language, or of one request too many.
speaks() {
  docker exec "$1" /usr/local/bin/node --input-type=module -e '
    const [key] = (process.env.STARLING_API_KEYS ?? "").split(",").filter((key) => key && !key.startsWith("sha256:"));
    const answer = await fetch("http://127.0.0.1:8000/v1/audio/speech", {
      method: "POST",
      headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ input: "Ready." }),
      signal: AbortSignal.timeout(30_000),
    });
    console.log(answer.status < 500 && (await answer.arrayBuffer()) ? "yes" : await answer.text());' 2>&1 || true
}

# Ends the new containers as gently as the old ones: one of them may have got requests already.
discard() {
  say "removing the new replicas; those that served before still do"
  # shellcheck disable=SC2086 # a list of ids
  docker stop -t "$grace" $new >/dev/null 2>&1 || true
  # shellcheck disable=SC2086
  docker rm -f $new >/dev/null 2>&1 || true
  new=
}

# Why container $1 is not ready: the end of its log, and what its last health check said.
explain() {
  printf '%s\n' "--- last lines of $(named "$1")" >&2
  docker logs --tail 12 "$1" >&2 2>&1 || true
  printf '%s\n' "--- its health check: $(inspect '{{if .State.Health}}{{range .State.Health.Log}}{{.Output}}
{{end}}{{end}}' "$1" | grep . | tail -n 1)" >&2
  [ -z "$heard" ] || printf '%s\n' "--- asked to speak: $heard" >&2
}

# Waits until container $1 is healthy by its own check, up in HAProxy's eyes, and speaks.
await() {
  deadline=$(($(date +%s) + timeout))
  heard=
  until is_ready "$1"; do
    [ "$(inspect '{{.State.Status}} {{.RestartCount}}' "$1")" = 'running 0' ] || why='ended instead of serving'
    [ "$(date +%s)" -lt "$deadline" ] || why="was not ready within $timeout s"
    if [ -n "$why" ]; then
      explain "$1"
      fail "$(named "$1") ($image) $why"
    fi
    sleep 1
  done
  say "$(named "$1") is ready"
  ready="$ready $1"
}
is_ready() {
  [ "$(inspect '{{.State.Health.Status}}' "$1")" = healthy ] || return 1
  [ "$(standing "$(address "$1")" "$1")" = UP ] || return 1
  heard=$(speaks "$1")
  [ "$heard" = yes ]
}

# The image must be there: a mistyped version is not to be built from whatever is in the clone.
image=$(STARLING_VERSION=$version compose config 2>/dev/null |
  awk '/^[a-z]/ { inside = /^services:/ } /^  [a-z]/ { starling = /^  starling:/ } inside && starling && /^    image:/ { print $2 }')
[ -n "$image" ] || fail "compose cannot read its files: $(compose config -q 2>&1 | tail -n 3)"
if ! docker image inspect "$image" >/dev/null 2>&1; then
  say "pulling $image"
  docker pull -q "$image" >/dev/null || fail "there is no image $image here, nor can it be pulled; nothing was changed"
fi

compose up -d --no-deps --no-recreate haproxy >/dev/null 2>&1 || fail "HAProxy could not be started: see docker logs"
old=$(containers)
# A tag may say more than the version, as -gpu does.
before=$(for id in $old; do inspect '{{.Config.Image}}' "$id"; done | sort -u | sed "s/.*://; s/${image##*:"$version"}\$//" | tr '\n' ' ')
count=$(printf '%s\n' "$old" | grep -c . || true)
say "serving: ${before:-nothing }(replicas: $count); bringing up $replicas of $image"

# One after the other, so that at most one in HAProxy's list is not ready yet: what it cannot take, an old one does.
while [ "$(printf '%s\n' "$new" | grep -c .)" -lt "$replicas" ]; do
  count=$((count + 1))
  # --no-recreate leaves the old ones as they are; what is missing to the number is made of the new image.
  output=$(STARLING_VERSION=$version compose up -d --no-deps --no-build --no-recreate --scale starling=$count starling 2>&1) ||
    failed=yes
  new=$(for id in $(containers); do case $old in *"$id"*) ;; *) echo "$id" ;; esac done)
  [ $failed = no ] || fail "compose could not start a new replica: $output"
  for id in $new; do case $ready in *"$id"*) ;; *) await "$id" ;; esac done
done

# From here on the new version is the one that serves, also after the next `compose up`.
# The copy keeps its rights: there may be keys in it.
[ ! -f .env ] || cp -p .env .env.new
{
  [ ! -f .env ] || grep -v '^STARLING_VERSION=' .env || true
  echo "STARLING_VERSION=$version"
} >.env.new
mv .env.new .env
new=

# One after the other, the next when HAProxy has seen that the last takes no more; each finishes what it began.
for id in $old; do
  at=$(address "$id")
  docker stop -t "$grace" "$id" >/dev/null &
  while :; do
    case $(standing "$at" "${ready##* }") in UP*) sleep 0.3 ;; *) break ;; esac
  done
done
wait
# shellcheck disable=SC2086
[ -z "$old" ] || docker rm $old >/dev/null
say "done: $version serves${before:+; back by ./rollout.sh ${before%% *}}"
