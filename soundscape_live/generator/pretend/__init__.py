"""A Scope server that only pretends to generate: its protocol, its pace and its manners, for rehearsals and tests."""
