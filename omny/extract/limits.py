"""How far the values of names are followed inside a file."""

EXPAND_DEPTH = 8  # how many assignments are followed from a name; longer ways are rare and stay unknown
MAX_VALUES = 8  # a name with more values than this says nothing about what a call reaches
