import db as database
from db import db, default_session as session


def use():
    db.save()  #> db.py::Database.save inferred
    db.session().commit()  #> db.py::Database.session inferred; db.py::Session.commit inferred
    session.commit()  #> db.py::Session.commit inferred
    session.db.save()  #> db.py::Database.save inferred
    database.db.save()  #> db.py::Database.save inferred
    database.Database().save()  #> db.py::Database; db.py::Database.save inferred
    database.nothing.save()  #> !
