"""Case 25: an override takes the call."""


class A:
    def m(self):
        return 1


class B(A):  #> inherit ::A
    def m(self):
        return 2


class C(B):  #> inherit ::B
    pass


def use():
    A().m()  #> ::A; ::A.m inferred
    B().m()  #> ::B; ::B.m inferred
    C().m()  #> ::C; ::B.m inferred
