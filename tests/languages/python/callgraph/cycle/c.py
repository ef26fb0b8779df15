from c import myself


def use():
    myself()  #> !
