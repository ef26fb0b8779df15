"""Cases 118, 119, 121, 122: a receiver of unknown type binds to nothing, whatever else has that name."""


def append(x):
    return x


def get(key):
    return key


def update(x):
    return x


class Mailer:
    def send(self, letter):
        return letter


class Envelope:
    def set_label(self, label):
        return label

    def send(self):
        self.mailer.send(self)  #> !


class Mailbox:
    def set_label(self, label):
        return label


class Parser:
    def try_parse(self, text):
        return text


def use(xs, envelope, table):
    xs.append(1)  #> unresolved xs.append
    [].append(1)  #> !
    {}.get("x")  #> !
    table.get("x")  #> unresolved table.get
    table["x"].update(1)  #> !
    "".join(xs)  #> !
    envelope.set_label("x")  #> unresolved envelope.set_label
    int.try_parse("1")  #> unresolved int.try_parse
    xs()  #> !
    xs().append(1)  #> !
    (xs or table).get(1)  #> !
    get(1).get(2)  #> ::get
    print(len(xs))  #> unresolved print; unresolved len


def literals():
    xs = []
    xs.append(1)  #> !
    table = {}
    table.get(1)  #> !
    table.update(xs)  #> !
    text = "a"
    text.get()  #> !


def getattr_is_no_name(x):
    return getattr(x, "get")()  #> !
