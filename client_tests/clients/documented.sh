#!/bin/bash
# One job with curl and sleep, at the documented cadence. Prints its polls and how many heard 202.
set -eu
auth="Authorization: Bearer $BRIGHTDATA_API_TOKEN"
api="$BRIGHTDATA_BASE_URL/unblocker"
id=$(curl -sS -i -m 60 -H "$auth" -H 'Content-Type: application/json' \
  -d '{"url":"https://shop.example/1"}' "$api/req?zone=web_unlocker1" |
  sed -n 's/^x-response-id: *//p' | tr -d '\r')
polls=0 pending=0 status=202
while [ "$status" = 202 ]; do
  case $polls in 0) sleep 20 ;; 1) sleep 10 ;; *) sleep 5 ;; esac
  status=$(curl -sS -m 60 -o /dev/null -w '%{http_code}' -H "$auth" \
    "$api/get_result?zone=web_unlocker1&response_id=$id")
  polls=$((polls + 1))
  if [ "$status" = 202 ]; then pending=$((pending + 1)); fi
done
echo "$polls $pending"
