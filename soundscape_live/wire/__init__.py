"""Params and Commands to messages and back, and when to send them."""
