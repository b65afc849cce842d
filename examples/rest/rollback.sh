#!/bin/sh
# Returns a model to its last good version over REST, and says where to look:
#   LASTGOOD_URL=https://lastgood.example.com examples/rest/rollback.sh ai pricing-rationale "wrong prices" [version]
# Calls with a token of the service account in examples/rest-access.yaml; needs kubectl and curl.
set -eu
namespace=$1 model=$2 reason=$3 version=${4:-}
token=${LASTGOOD_TOKEN:-$(kubectl create token -n "$namespace" lastgood-caller)}
# The same key again is the same rollback: a pipeline that is repeated does not roll back twice.
key=${IDEMPOTENCY_KEY:-$(date +%s)-$$}
body=$(printf '{"reason": "%s"%s}' "$reason" "${version:+, \"targetVersion\": \"$version\"}")
# From a file descriptor: what stands in arguments, others on the machine can read.
printf 'header = "Authorization: Bearer %s"\n' "$token" | curl --config - --silent --show-error --fail-with-body \
  --header "Content-Type: application/json" --header "Idempotency-Key: $key" --data "$body" \
  "${LASTGOOD_URL:?the address of Lastgood}/ai/models/$(printf %s "$model" | sed 's|/|%2F|g')/rollback?namespace=$namespace"
echo
