#!/usr/bin/env bash
# npm_packages.sh FOLDER: installs what tests need from npm into FOLDER/node_modules, once.
set -euo pipefail
folder=$1 packages=(standardwebhooks@1.1.1 ajv@8.20.0)

installed() {
  grep -qsF "\"version\": \"${1#*@}\"" "$folder/node_modules/${1%@*}/package.json"
}
all_installed() {
  for package in "${packages[@]}"; do installed "$package" || return; done
}

all_installed && exit
mkdir -p "$folder"
npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --fetch-retries=1 \
  "${packages[@]}" || {
  echo "$0: npm could not install ${packages[*]} into $folder" >&2
  exit 1
}
