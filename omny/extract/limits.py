"""How far the values of names are followed inside a file."""

EXPAND_DEPTH = 8  # how many assignments are followed from a name; longer ways are rare and stay unknown
MAX_VALUES = 8  # a name with more values than this says nothing about what a call reaches
MAX_WRITTEN = 32  # values of a list, tuple or dictionary that is written out; longer ones are data
MAX_CUTS = 2000  # cycles of names in a file whose answers are computed anew; a file with more is generated
