def both():
    return 2
