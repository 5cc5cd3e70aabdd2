"""A Daydream Scope server that draws for us: one session with it, its packets passed on, its answers in our dialect."""
