"""A value of the module, imported by others."""


class Database:
    def save(self):
        return 1

    def session(self) -> "Session":
        return Session(self)  #> ::Session.__init__


class Session:
    def __init__(self, db: Database):
        self.db = db

    def commit(self):
        self.db.save()  #> ::Database.save inferred


db = Database()  #> <module> -> ::Database
default_session: Session = db.session()  #> <module> -> ::Database.session inferred
