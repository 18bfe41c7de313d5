#!/usr/bin/env bash
# npm_packages.sh FOLDER: installs what tests need from npm into FOLDER/node_modules, once.
set -euo pipefail
folder=$1 package=standardwebhooks version=1.1.1

grep -qsF "\"version\": \"$version\"" "$folder/node_modules/$package/package.json" && exit
mkdir -p "$folder"
npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --fetch-retries=1 \
  "$package@$version" || {
  echo "$0: npm could not install $package@$version into $folder" >&2
  exit 1
}
