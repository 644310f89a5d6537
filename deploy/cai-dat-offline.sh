#!/bin/sh
# Cài thư viện vào .venv từ thư mục wheels/, không cần Internet. Chạy lại bao nhiêu lần cũng được.
# Python khác python3 của máy: PYTHON=/duong/dan/python3.11 ./cai-dat-offline.sh
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}

fail() {
    echo "$1" >&2
    exit 1
}

# Cài xong rồi thì config.yaml và các mục kiến thức được phép khác bản gốc.
test -e .venv/.ready || sha256sum --check --quiet SHA256SUMS ||
    fail "Gói không nguyên vẹn. Chép lại gói, giải nén vào thư mục mới rồi chạy lại."
command -v "$python" >/dev/null || fail "Không có $python. Cài Python rồi chạy lại."
made_for=$(cat wheels/PLATFORM)
here="$(uname -sm) $("$python" -V | cut -d. -f1-2)"
test "$here" = "$made_for" ||
    fail "Gói này dành cho $made_for, máy này là $here. Tạo gói trên máy giống máy này (make bundle)."
"$python" -m venv .venv || fail "Không tạo được .venv. Trên Debian, Ubuntu: cài gói python3-venv."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir \
    --no-index --find-links wheels --require-hashes -r requirements.lock
touch .venv/.ready
echo "Đã cài xong. Chạy thử: $(pwd)/.venv/bin/python -m bot run"
