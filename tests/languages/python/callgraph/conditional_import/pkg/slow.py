def work():
    return 2


def only_slow():
    return 3
