#!/bin/sh
# Returns a model to its last good version over REST, and says where to look:
#   LASTGOOD_URL=https://lastgood.example.com examples/rest/rollback.sh ai pricing-rationale "wrong prices" [version]
# Calls with LASTGOOD_TOKEN, else with a token of the service account in examples/rest-access.yaml; needs curl, and
# kubectl for such a token.
set -eu
namespace=$1 model=$2 reason=$3 version=${4:-}
token=${LASTGOOD_TOKEN:-$(kubectl create token -n "$namespace" lastgood-caller)}
# The same key again is the same rollback: give the pipeline's run, and one that is repeated does not roll back twice.
key=${IDEMPOTENCY_KEY:-$(date +%s)-$$}
text() { printf %s "$1" | tr '[:cntrl:]' ' ' | sed 's/[\\"]/\\&/g'; }
body=$(printf '{"reason": "%s"%s}' "$(text "$reason")" "${version:+, \"targetVersion\": \"$(text "$version")\"}")
# From a file descriptor: what stands in arguments, others on the machine can read.
printf 'header = "Authorization: Bearer %s"\n' "$token" | curl --config - --silent --show-error --fail-with-body \
  --header "Content-Type: application/json" --header "Idempotency-Key: $key" --data "$body" \
  "${LASTGOOD_URL:?the address of Lastgood}/ai/models/$(printf %s "$model" | sed 's|/|%2F|g')/rollback?namespace=$namespace"
echo
