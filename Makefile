# make setup · run · test · quick · lint · check · bench · soak · audit · lock · bundle
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_DEV := .venv/.ready-dev

.PHONY: setup run test quick lint check bench soak audit lock bundle chromium

setup: $(READY)  ## a Python environment of the project's own, from the hashed lock

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cần Python 3.11 trở lên. Cài rồi chạy lại: make PYTHON=python3.11 run"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(READY_DEV): requirements-dev.lock | setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: setup  ## the chat page at http://localhost:8080
	$(BIN)/python -m bot run

chromium:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && \
		apt-get -qq update >/dev/null 2>&1 && apt-get -qq install -y chromium >/dev/null 2>&1; } || \
		echo "Không có Chromium và không cài được: bỏ qua các phép thử trên trình duyệt."

test: $(READY_DEV) chromium lint  ## everything
	$(BIN)/python -m pytest tests

quick: $(READY_DEV)  ## what needs no browser, server or download
	$(BIN)/python -m pytest tests -m "not browser and not emulator and not postgresql" -q

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: setup  ## what is wrong in the knowledge
	$(BIN)/python -m bot check --strict

bench: $(READY_DEV)  ## the figures, beside baselines measured in the same run
	$(BIN)/python -m tests.bench.figures
	$(BIN)/python -m tests.bench.load
	$(BIN)/python -m tests.bench.workers
	$(BIN)/python -m tests.bench.room
	$(BIN)/python -m tests.bench.contest
	$(BIN)/python -m tests.bench.zalo

soak: $(READY_DEV)  ## processes killed under load, on SQLite and PostgreSQL; some minutes
	$(BIN)/python -m tests.bench.soak

audit:  ## known weaknesses of what we depend on (asks the advisory service of the package index)
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/pip install --quiet pip-audit; }
	.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

lock:  ## new locks, after a change of pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --generate-hashes --no-header --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-header --quiet -o requirements-dev.lock

BUNDLE = cong-dan-so-$(shell git describe --tags --always)

bundle: setup  ## dist/cong-dan-so-<version>.tar.gz: the committed tree and its wheels, for a machine without Internet
	@git diff --quiet HEAD || echo "Lưu ý: những sửa đổi chưa commit không vào gói."
	@rm -rf dist/$(BUNDLE) && mkdir -p dist/$(BUNDLE)/wheels && echo '*' > dist/.gitignore
	git archive HEAD | tar -x -C dist/$(BUNDLE)
	cp deploy/cai-dat-offline.sh dist/$(BUNDLE)/
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		--dest dist/$(BUNDLE)/wheels -r dist/$(BUNDLE)/requirements.lock
	echo "$$(uname -sm) $$($(BIN)/python -V | cut -d. -f1-2)" > dist/$(BUNDLE)/wheels/PLATFORM
	cd dist/$(BUNDLE) && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum > SHA256SUMS
	tar -C dist --owner=0 --group=0 -czf dist/$(BUNDLE).tar.gz $(BUNDLE)
	@rm -rf dist/$(BUNDLE) && ls -lh dist/$(BUNDLE).tar.gz
