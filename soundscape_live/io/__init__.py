"""The edges: one device each, none of which imports another."""
