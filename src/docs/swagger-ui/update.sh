#!/usr/bin/env bash
# Replaces the files of Swagger UI by those of another version: ./update.sh 5.35.0
# Takes the files, not the package: the package pulls in a telemetry dependency.
set -euo pipefail
cd "$(dirname "$0")"
version=$1
files=(swagger-ui-bundle.js swagger-ui-standalone-preset.js swagger-ui.css favicon-32x32.png)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent "swagger-ui-dist@$version" && tar xzf ./*.tgz)
for file in "${files[@]}"; do
  # -n: neither name nor time in the output, so that the same version gives the same bytes.
  gzip -9n <"$work/package/$file" >"$file.gz"
done
for licence in LICENSE NOTICE swagger-ui-bundle.js.LICENSE.txt swagger-ui-standalone-preset.js.LICENSE.txt; do
  cp "$work/package/$licence" .
done
# Sums of the files as published, before compression: they can be compared with any other copy.
(cd "$work/package" && sha256sum "${files[@]}") >SHA256SUMS
printf '%s' "$version" >VERSION
