"""The log of what a renderer drew, from which the same pictures are drawn again."""
