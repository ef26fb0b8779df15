"""What leads out of the tree is kept by name."""

import requests
import os.path


def use(x):
    requests.get("http://localhost")  #> unresolved requests.get
    os.path.join("a", "b")  #> unresolved os.path.join
    x.save()  #> unresolved x.save
    isinstance(x, int)  #> unresolved isinstance


class Handler(requests.Session):  #> !
    def get(self):
        return super().get()  #> !

    def use(self):
        self.get()  #> ::Handler.get any
        self.post()  #> unresolved self.post
