def sib():
    return 1
