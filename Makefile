# Everything starts here: `make show` runs the main job, `make test` passes the tests.
# Built files stay outside the checkout, so that several checkouts share them.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/welkin/target
WELKIN = $(CARGO_TARGET_DIR)/release/welkin

.PHONY: show test test-browser build setup lint music stills bench clean

show: build
	$(WELKIN) run installations/first-light

build: setup
	cargo build --release --locked

test: setup
	cargo test --workspace --locked

# The page in a real browser. Some of these fail now and then: a click may come while a list is drawn anew.
test-browser: setup
	cargo test --locked -p welkin_control --test in_browser

lint: setup
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

bench: build
	$(WELKIN) bench

# The shipped music, composed by code.
music: setup
	deploy/music.sh

# The stills of the README and of the shipped venues, made by the program.
stills: build
	deploy/stills.sh $(WELKIN)
	deploy/venue-stills.sh

setup:
	deploy/setup.sh

clean:
	rm -rf "$(CARGO_TARGET_DIR)"
