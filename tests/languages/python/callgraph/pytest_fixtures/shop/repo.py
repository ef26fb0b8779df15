class Repo:
    def save(self):
        return 1

    def child(self):
        return Child()  #> ::Child


class Child(Repo):  #> inherit ::Repo
    def save(self):
        return 2

    def close(self):
        return 3


class Client:
    def get(self):
        return 1


def test_connection(repo):
    return repo.save()  #> unresolved repo.save
