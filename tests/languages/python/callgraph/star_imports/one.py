def both():
    return 1


def first():
    return 1
