class Cart:
    def add(self, item):
        return item


def total():
    return 1
