#!/usr/bin/env bash
# Our own documents as a first corpus for every target.
set -euo pipefail
cd "$(dirname "$0")"
for target in reader pipeline client; do
  mkdir -p "corpus/$target"
  find ../crates/specwright/tests ../generated/openapi.json -name target -prune -o \
    \( -name '*.yaml' -o -name 'openapi.json' \) -size -64k -print |
    while read -r file; do cp "$file" "corpus/$target/$(echo "$file" | sha256sum | cut -c1-16)"; done
done
mkdir -p corpus/endpoints
find ../specs ../crates/specwright/tests -name '*.md' -size -128k -not -path '*/expected/*' -print |
  while read -r file; do cp "$file" "corpus/endpoints/$(echo "$file" | sha256sum | cut -c1-16)"; done
