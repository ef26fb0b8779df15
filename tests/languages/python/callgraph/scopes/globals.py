"""`global` and `nonlocal` bind a name further out."""


def real():
    return 1


def other():
    return 2


handler = None


def install():
    global handler
    handler = real


def use():
    return handler()  #> ::real inferred


def without_global():
    use = other
    return use()  #> ::other inferred


def untouched():
    return use()  #> ::use


def counter():
    step = None

    def set_step():
        nonlocal step
        step = real

    set_step()  #> ::counter.set_step
    return step()  #> ::real inferred


def defines_globally():
    global made

    def made():  #@ made
        return 3

    return made()  #> ::@made any


def uses_made():
    return made()  #> ::@made any
