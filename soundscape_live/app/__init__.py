"""The composition root: opens devices, runs the engine, closes devices."""
