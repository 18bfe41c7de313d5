#!/usr/bin/env bash
# The vendor documentation's own shell flow, typed as published except for host, zone, key and
# account: submit, cut the id out of the headers, poll, and (ours) let time pass, then the result.
# usage: shell_flow.sh ASYNCSIM
set -euo pipefail

KEY=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
ACCOUNT=hl_12345678
ZONE=web_unlocker1

exec {ready}< <(exec env -i "$1" serve --scenario ci --clock manual --listen 127.0.0.1:0)
server=$!
trap 'kill "$server"' EXIT
read -r ready_line <&"$ready"
HOST=$(sed -En 's/.*"url":"http:\/\/([^"]*)".*/\1/p' <<<"$ready_line")

fail() { echo "FAILED: $*" >&2; exit 1; }

expect() { # expect WHAT TEXT PATTERN
  grep -Eq "$3" <<<"$2" || fail "$1: expected /$3/ in: $2"
}

submit_query() {
  RESPONSE_ID=$(curl -i --silent --compressed "http://$HOST/unblocker/req?customer=$ACCOUNT&zone=$ZONE" -H "Content-Type: application/json" \
    -H "Authorization: Bearer $KEY" -d '{"country":"us","query":{"q":"pizza","num":"100","hl":"en","gl":"au"}}' | sed -En 's/^x-response-id: (.*)/\1/p' | tr -d '\r')
}

submit_url() {
  RESPONSE_ID=$(curl -i --silent --compressed "http://$HOST/unblocker/req?customer=$ACCOUNT&zone=$ZONE" -H "Content-Type: application/json" -H "Authorization: Bearer $KEY" -d '{"url":"https://example.com?foo=bar","country":"us"}' |
    sed -En 's/^x-response-id: (.*)/\1/p' | tr -d '\r')
}

get_result() {
  curl -i --silent --compressed "http://$HOST/unblocker/get_result?customer=$ACCOUNT&zone=$ZONE&response_id=${RESPONSE_ID}" -H "Authorization: Bearer $KEY"
}

advance() {
  curl --silent --fail -X POST "http://$HOST/_sim/clock/advance?by=$1" -H "Authorization: Bearer $KEY" >/dev/null ||
    fail "advance by $1"
}

for submit in submit_query submit_url; do
  $submit
  expect "$submit: id" "$RESPONSE_ID" '^s[0-9]+(w[0-9]+)?t[0-9]{13}r[0-9a-z]{12,14}$'
  pending=$(get_result)
  expect "$submit: first poll" "$pending" '^HTTP/1.1 202'
  expect "$submit: first poll" "$pending" '^Request is pending$'
  advance 30s
  result=$(get_result)
  expect "$submit: result" "$result" '^HTTP/1.1 200'
  [[ $submit == submit_url ]] || expect "$submit: page" "$result" pizza
  [[ $submit == submit_query ]] || expect "$submit: page" "$result" 'example\.com\?foo=bar'
  advance 48h
  expect "$submit: gone" "$(get_result)" '^HTTP/1.1 404'
done
