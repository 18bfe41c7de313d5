#!/usr/bin/env bash
set -euo pipefail
read -r ready < <(exec "${ASYNCSIM_PROGRAM:-asyncsim}" serve --listen 127.0.0.1:0 --clock manual --scenario ci)
trap "kill $!" EXIT
url=$(grep -o 'http://[^"/]*' <<<"$ready" | head -1)
api() { curl --silent --show-error --fail -H "Authorization: Bearer my-test-key" "$url$1" "${@:2}"; }
id=$(api '/unblocker/req?zone=web_unlocker1' -d '{"url":"https://shop.example/p/1"}' | cut -d'"' -f4)
[[ $(api "/unblocker/get_result?response_id=$id") == 'Request is pending' ]]
api '/_sim/clock/advance?by=30s' -X POST >&2
api "/unblocker/get_result?response_id=$id" | grep 'shop.example'
