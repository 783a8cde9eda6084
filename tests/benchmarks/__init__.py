"""How quick the registry is: `make bench` measures, docs/performance.md records and says how to read it."""
