def common():
    return 2


def only_b():
    return 3
