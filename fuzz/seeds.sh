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
mkdir -p corpus/request
cd corpus/request
printf 'POST /things\ncontent-type: application/json\n\n{"name": "n", "note": null, "kind": "plain", "tags": ["a"], "ratio": 0.5}' >things
printf 'PATCH /things\ncontent-type: application/merge-patch+json\n\n{"name": "n", "note": null}' >change
printf 'GET /v1/rooms/0190a1c2-0000-7000-8000-000000000000/seats/1?all=true&status=free&ids=1,2&filter[color]=red\ncookie: theme=dark' >seats
printf 'POST /orders\ncontent-type: application/x-www-form-urlencoded\n\nname=a+b&piped=1%%7C2&address[city]=Rome&lines[0][sku]=a' >order
printf 'POST /albums\ncontent-type: multipart/form-data; boundary=b\n\n--b\r\ncontent-disposition: form-data; name="about"\r\n\r\n{"city":"Rome"}\r\n--b\r\ncontent-disposition: form-data; name="pictures"; filename="a"\r\ncontent-type: image/gif\r\n\r\nGIF\r\n--b--\r\n' >album
