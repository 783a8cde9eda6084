# Two commands matter: `make run` and `make test`. The work is in registry/launch.py and what it calls.
PYTHON ?= python3

.PHONY: run test bench format requirements stop

run:            ## the whole registry on this machine; PORT and HOST are honoured
	@"$(PYTHON)" registry/launch.py run

test:           ## everything that must hold; ARGS="-k name" goes to pytest
	@"$(PYTHON)" registry/launch.py test $(ARGS)

bench:          ## the figures of docs/performance.md
	@"$(PYTHON)" registry/launch.py bench $(ARGS)

format:         ## repair formatting and what else ruff can repair
	@"$(PYTHON)" registry/launch.py format

requirements:   ## pin the dependencies of pyproject.toml again; ARGS=--upgrade for newer versions
	@"$(PYTHON)" registry/launch.py requirements $(ARGS)

stop:           ## stop a database server left running by a management command
	@"$(PYTHON)" registry/launch.py stop
