# Functions that a table of them gives by a key that is known when it runs, or that walking through it gives: each may be meant.


def groups(match):
    return match


def users(match):
    return match


TITLES = {"group": groups, "user": users}


def title(key, match):
    TITLES[key](match)  #> ::groups inferred; ::users inferred
    for name, give in TITLES.items():  #> unresolved TITLES.items
        give(name, match)  #> ::groups inferred; ::users inferred
    list(map(groups, match))  #> callback ::groups
