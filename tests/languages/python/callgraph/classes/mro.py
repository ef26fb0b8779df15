"""Several bases: Python's order, not the nearest by depth."""


class Top:
    def who(self):
        return "top"

    def only_top(self):
        return 1


class Left(Top):  #> inherit ::Top
    pass


class Right(Top):  #> inherit ::Top
    def who(self):
        return "right"


class Bottom(Left, Right):  #> inherit ::Left; inherit ::Right
    def use(self):
        self.who()  #> ::Right.who any
        super().who()  #> ::Right.who any
        self.only_top()  #> ::Top.only_top any


class Plain:
    def who(self):
        return "plain"

    def shared(self):
        return 1


class Mixin:
    def shared(self):
        return 2


class Mixed(Mixin, Plain):  #> inherit ::Mixin; inherit ::Plain
    def use(self):
        self.shared()  #> ::Mixin.shared any
        self.who()  #> ::Plain.who any


class Swapped(Plain, Mixin):  #> inherit ::Mixin; inherit ::Plain
    def use(self):
        self.shared()  #> ::Plain.shared any


class Loop(Loop2):  #> ?inherit ::Loop2 any
    def use(self):
        self.who()  #> !


class Loop2(Loop):  #> inherit ::Loop
    def go(self):
        self.who()  #> !


class Myself(Myself):  #> ?inherit ::Myself any
    def use(self):
        self.who()  #> !
