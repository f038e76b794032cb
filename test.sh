#!/usr/bin/env bash
# Installs what the tests need and runs every test there is. Says what it is doing, keeps each step's output in
# target/test-logs/, and ends with one line: N passed, N failed.
#
#   ./test.sh            everything
#   ./test.sh rust       only the named steps (rust, contract, typescript, browser, schemathesis), in this order
set -uo pipefail
cd "$(dirname "$0")" || exit 1

steps=("$@")
logs="$PWD/target/test-logs"
work=$(mktemp -d "${TMPDIR:-/tmp}/taskboard-tests.XXXXXX")
chmod 755 "$work"
mkdir -p "$logs"
passed=0
failed=0
started=()

say() { printf '\n== %s  (%s)\n' "$1" "$(date +%H:%M:%S)"; }
wanted() { [ ${#steps[@]} -eq 0 ] || printf '%s\n' "${steps[@]}" | grep -qx "$1"; }

finish() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null && wait "$process" 2>/dev/null; done
  stop_postgres
  rm -rf "$work"
}
trap finish EXIT

# Runs a command as one step. Its tests are counted by the last line that says `N passed, N failed`, or else by the closing
# lines of cargo's and Node's runners; a command with none of these counts as one test.
step() {
  local name=$1 code counts good bad
  shift
  say "$name"
  "$@" >"$logs/${name// /-}.log" 2>&1
  code=$?
  counts=$(awk '
    /^test result: / { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1) } n = 1 }
    /^(#|ℹ) pass [0-9]+$/ { p += $NF; n = 1 }
    /^(#|ℹ) fail [0-9]+$/ { f += $NF; n = 1 }
    /^[0-9]+ passed, [0-9]+ failed$/ { own = $1 " " $3 }
    END { if (own) print own; else if (n) print p + 0, f + 0 }' "$logs/${name// /-}.log")
  read -r good bad <<<"${counts:-}"
  : "${good:=0}" "${bad:=0}"
  if [ $code -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ -z "$counts" ] && [ $code -eq 0 ]; then good=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  if [ "$bad" -ne 0 ]; then
    printf 'FAILED: %s; its last lines (all of them: %s):\n' "$name" "$logs/${name// /-}.log"
    grep -E '^(test .*FAILED|---- |error(\[|:)|not ok|✖|failures:)' "$logs/${name// /-}.log" | sort -u | head -n 40
    tail -n 60 "$logs/${name// /-}.log"
  fi
  printf '   %s passed, %s failed here\n' "$good" "$bad"
  return $code
}

# --- what the tests need -------------------------------------------------------------------------------------------

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else "$@"; fi; }

need() { # command, package
  command -v "$1" >/dev/null 2>&1 && return
  missing+=("$2")
}

install_tools() {
  local missing=()
  need node nodejs
  need npm npm
  need cc gcc
  need python3 python3
  need chromium chromium
  python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
  [ -n "$(postgres_programs)" ] || missing+=(postgresql)
  if [ ${#missing[@]} -eq 0 ]; then
    have_rust_components && have_node
    return
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "These are missing, and there is no apt-get to install them with: ${missing[*]}"
    return 1
  fi
  echo "Installing ${missing[*]} ..."
  as_root apt-get update -q &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${missing[@]}" &&
    have_rust_components && have_node
}

# rustup's minimal profile has neither.
have_rust_components() {
  cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt || return
  cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
}

# Debian's Node may be older than what better-auth and the tests take. A newer one then comes from the npm registry, with
# an npm of its own (Debian's finds its parts with Debian's Node alone), into target/.
have_node() {
  local place="$PWD/target/node" architecture
  node_is_new_enough && return
  if ! [ -x "$place/bin/node" ]; then
    case $(uname -m) in
      x86_64) architecture=x64 ;;
      aarch64) architecture=arm64 ;;
      *) echo "Node $(node --version) is too old, and there is none to be had for $(uname -m)"; return 1 ;;
    esac
    echo "Node $(node --version) is too old; installing Node 22 in $place ..."
    mkdir -p "$place/bin" &&
      npm install --prefix "$place" --no-save --no-audit --no-fund "node-linux-$architecture@22" npm@10 &&
      ln -sf "$place/node_modules/npm/bin/npm-cli.js" "$place/bin/npm" &&
      ln -sf "$place/node_modules/node-linux-$architecture/bin/node" "$place/bin/node" || return
  fi
  PATH="$place/bin:$PATH"
  hash -r
  node_is_new_enough
}

node_is_new_enough() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

postgres_programs() {
  local newest
  newest=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  if [ -n "$newest" ]; then echo "$newest"; else dirname "$(command -v initdb 2>/dev/null)" 2>/dev/null | grep -v '^\.$'; fi
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

start_postgres() {
  local programs port
  programs=$(postgres_programs)
  port=$(free_port)
  mkdir "$work/postgres" && if [ "$(id -u)" -eq 0 ]; then chown postgres "$work/postgres"; fi
  as_postgres "$programs/initdb" -D "$work/postgres/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null &&
    as_postgres "$programs/pg_ctl" -D "$work/postgres/data" -w -l "$work/postgres/log" \
      -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$work/postgres -c fsync=off -c max_connections=300" \
      start >/dev/null || { cat "$work/postgres/log" 2>/dev/null; return 1; }
  export TASKBOARD_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
}

stop_postgres() {
  [ -d "$work/postgres/data" ] && as_postgres "$(postgres_programs)/pg_ctl" -D "$work/postgres/data" -m immediate stop >/dev/null 2>&1
}

# Starts the service on a database of its own and exports TASKBOARD_URL and TASKBOARD_TOKEN.
start_service() { # name, database URL (empty: SQLite)
  local port operators
  port=$(free_port)
  operators=$(free_port)
  export TASKBOARD_DATA_DIR="$work/$1"
  env ${2:+DATABASE_URL="$2"} TASKBOARD_LISTEN="127.0.0.1:$port" TASKBOARD_OPERATORS_LISTEN="127.0.0.1:$operators" \
    TASKBOARD_RATE_LIMITS=off target/debug/taskboard serve >"$logs/service-$1.log" 2>&1 &
  started+=($!)
  export TASKBOARD_URL="http://127.0.0.1:$port"
  for _ in $(seq 100); do
    python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:$operators/ready', timeout=1)" 2>/dev/null && break
    sleep 0.1
  done
  TASKBOARD_TOKEN=$(target/debug/taskboard token --user tester --role admin) || return 1
  export TASKBOARD_TOKEN
}

not_started() { # name
  echo "The service does not start:"
  tail -n 30 "$logs/service-$1.log"
  failed=$((failed + 1))
}

stop_service() {
  local last=$((${#started[@]} - 1))
  kill "${started[$last]}" 2>/dev/null && wait "${started[$last]}" 2>/dev/null
  unset "started[$last]"
}

schemathesis() { # name
  "$work/python/bin/schemathesis" --config-file tests/schemathesis/schemathesis.toml run "$TASKBOARD_URL/openapi.json" \
    --header "Authorization: Bearer $TASKBOARD_TOKEN" --checks all --phases examples,coverage,fuzzing,stateful \
    --max-examples "${SCHEMATHESIS_EXAMPLES:-25}" --seed 20261120 --workers 1 --request-timeout 20 --no-color
}

# --- the steps -----------------------------------------------------------------------------------------------------

say "What the tests need"
install_tools >"$logs/install.log" 2>&1 || { cat "$logs/install.log"; echo "0 passed, 1 failed"; exit 1; }
start_postgres || { echo "PostgreSQL does not start"; echo "0 passed, 1 failed"; exit 1; }

# Cargo unifies features over what it is asked for: all steps ask for the same, so that each dependency is compiled once.
programs() { cargo build --workspace --all-targets; }

if wanted rust; then
  (cd tests/better-auth && npm ci --no-audit --no-fund) >"$logs/npm-better-auth.log" 2>&1 || tail -n 20 "$logs/npm-better-auth.log"
  step "formatting" cargo fmt --all --check
  step "clippy" cargo clippy --workspace --all-targets -- -D warnings
  step "cargo test" cargo test --workspace --no-fail-fast
fi

if wanted contract; then
  step "the programs" programs
  step "the contract" target/debug/specwright check
  step "generated files" target/debug/specwright generate --check
  # What travels, generated decoders against the jsonschema crate (some values), and generated types as utoipa reads them:
  # the project's own documents alone.
  step "wire vectors" target/debug/xtask wire
  step "differential validation" target/debug/xtask differential openapi crates/specwright/tests/goldens/rust --values 20
  step "types as utoipa reads them" target/debug/xtask readers openapi xtask/wire crates/specwright/tests/goldens
fi

if wanted typescript || wanted browser || wanted schemathesis; then
  step "the programs" programs
  start_service sqlite "" || not_started sqlite
fi

if wanted typescript; then
  step "TypeScript client" tests/typescript/run.sh
fi

if wanted browser; then
  (cd tests/browser && npm ci --no-audit --no-fund) >"$logs/npm-browser.log" 2>&1 || tail -n 20 "$logs/npm-browser.log"
  step "browser" npm --prefix tests/browser test
fi

if wanted schemathesis; then
  python3 -m venv "$work/python" && "$work/python/bin/pip" install -q -r tests/schemathesis/requirements.txt
  step "Schemathesis on SQLite" schemathesis
  stop_service
  start_service postgres "$TASKBOARD_TEST_POSTGRES_URL" || not_started postgres
  step "Schemathesis on PostgreSQL" schemathesis
fi

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
