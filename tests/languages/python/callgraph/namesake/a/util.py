def common():
    return 1
