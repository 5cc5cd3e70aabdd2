"""Cues, and what each light, desk or program is told because of them: which message, when, with which argument."""
