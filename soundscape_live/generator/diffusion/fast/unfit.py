"""What is said of a model that the fast way is not made for."""


class Unfit(Exception):  # noqa: N818  (a state of affairs, not a fault)
    """The network has something that is not laid out here, with what it is."""
