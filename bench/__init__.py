"""Benchmarks: `python -m bench NAME [options]` prints one JSON line last."""
