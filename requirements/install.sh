#!/bin/sh
# Installs one locked requirements file into a virtual environment.
#
#   requirements/install.sh VENV FILE
#
# uv does it in seconds where it can be had; where it cannot, or where it cannot reach the index, pip
# does it. Both check every hash, so where a package comes from does not matter: uv is told pip's
# index and certificates, and nothing else is configured here.
set -eu
venv=$1
file=$2
here=$(dirname "$0")

if [ ! -x "$venv/bin/uv" ]; then
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes \
        --requirement "$here/uv.txt" || echo "uv cannot be had here; installing with pip"
fi
index=${PIP_INDEX_URL:-$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
certificates=${PIP_CERT:-$("$venv/bin/python" -m pip config get global.cert 2>/dev/null || true)}
if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
if [ -n "$certificates" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"; fi
if [ -x "$venv/bin/uv" ] && "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" \
    --require-hashes --requirement "$file"; then
    exit 0
fi
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes \
    --requirement "$file"
