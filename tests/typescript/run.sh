#!/usr/bin/env bash
# Everything about the TypeScript client: types under three compilers, behaviour against a real HTTP server, size, and,
# with TASKBOARD_URL and TASKBOARD_TOKEN set, the core paths of a running service. The last line is `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

npm ci --no-audit --no-fund --loglevel=error || { echo "npm ci failed"; echo "0 passed, 1 failed"; exit 1; }
node assemble.js || { echo "The packages could not be put together"; echo "0 passed, 1 failed"; exit 1; }
node size.js

log=$(mktemp)
trap 'rm -f "$log"' EXIT
node --test --test-reporter=tap *.test.js behaviour/*.test.js service/*.test.js >"$log" 2>&1
code=$?
count() { awk -v what="$1" '$1 == "#" && $2 == what { n = $3 } END { print n + 0 }' "$log"; }
passed=$(count pass) failed=$(count fail)
[ "$code" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
if [ "$failed" -ne 0 ]; then cat "$log"; fi
grep -E '# SKIP' "$log"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
