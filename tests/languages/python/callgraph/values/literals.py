"""Values in literals, and names bound several at a time."""


class Left:
    def go(self):
        return 1


class Right:
    def run(self):
        return 2


def pair():
    left, right = Left(), Right()  #> ::Left; ::Right
    left.go()  #> ::Left.go inferred
    right.run()  #> ::Right.run inferred
    left.run()  #> !


def uneven():
    left, *right = Left(), Right()  #> ::Left; ::Right
    left.run()  #> !


def items():
    for left in [Left()]:  #> ::Left
        left.go()  #> ::Left.go inferred
    return [right.run() for right in (Right(), Right())]  #> ::Right; ::Right.run inferred


def counted(rights: list[Right]):
    for index, right in enumerate(rights):  #> !
        right.run()  #> ::Right.run inferred
        index.run()  #> !
    kept = [Left()]  #> ::Left
    kept.go()  #> !
    kept[0].go()  #> ::Left.go inferred
    for number, left in enumerate(kept):  #> !
        left.go()  #> ::Left.go inferred
