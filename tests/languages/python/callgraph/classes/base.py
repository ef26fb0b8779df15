class Root:
    def __init__(self, name):
        self.name = name

    def ping(self):
        return 1

    def hook(self):
        return 2


class Middle(Root):  #> inherit ::Root
    def hook(self):
        return super().hook()  #> ::Root.hook any
