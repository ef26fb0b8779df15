__all__ = ["shown", "_shown_too"]


def shown():
    return 1


def _shown_too():
    return 2


def kept():
    return 3
