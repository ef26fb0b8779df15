"""Named as a module of the standard library; absolute imports do not mean it."""


def loads(text):
    return text


def dumps(value):
    return value
