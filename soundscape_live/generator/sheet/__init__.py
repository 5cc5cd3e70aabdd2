"""A contact sheet: one picture that shows how a renderer answers its parameters."""
