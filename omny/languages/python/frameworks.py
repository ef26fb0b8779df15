"""What servers and installers of Python run by a name that stands in configuration, and what frameworks make of
classes. Data and pure functions.

`module:attribute` is how entry points (https://packaging.python.org/specifications/entry-points/), gunicorn, uvicorn
and their kin name what they run; Flask and servers with `--factory` look for a factory by its name.
"""

from __future__ import annotations

import re

FACTORIES = frozenset(("create_app", "make_app"))
"""Functions of a module by which a server has its application made."""

_NAMED = re.compile(r"(?<![\w./:@-])([A-Za-z_]\w*(?:\.\w+)*):([A-Za-z_]\w*(?:\.\w+)*)(?![\w:/])")
_FILES = re.compile(
    r"(?:.*/)?(?:Procfile[\w.]*|Dockerfile[\w.]*|Makefile|justfile|package\.json|[^/]+\."
    r"(?:toml|cfg|ini|ya?ml|json|sh|service|conf|env|txt)|setup\.py|\w*\.conf\.py)"
)


def can_name(path: str) -> bool:
    """Whether a file is one in which such names stand: configuration, scripts, definitions of processes."""
    return _FILES.fullmatch(path) is not None


def find_names(text: str) -> set[tuple[str, str]]:
    """All `module:attribute` of a text."""
    return {(found[1], found[2]) for found in _NAMED.finditer(text)}


_LITERAL = re.compile(
    r"""(?<![\w"'])(["'])((?:[A-Za-z_]\w*+\.)*+[A-Za-z_]\w*+)(?::([A-Za-z_]\w*+(?:\.\w++)*+))?\1(?!["'])"""
)
_MAX_PARTS = 8  # of a dotted name; longer ones are domains and paths of data
_NO_USE = ("patch(", "setattr(", "getLogger(", "get_logger(")


def find_literal_names(text: str) -> set[tuple[str, str]]:
    """What may be `module:attribute` or `module.attribute` of all literals that are nothing else: names of what is run
    (`uvicorn.run("shop.asgi:app")`), settings (`"shop.middleware.Logging"`). What is patched is not run by that, and
    two words with a dot are mostly something else."""
    found: set[tuple[str, str]] = set()
    for literal in _LITERAL.finditer(text):
        dotted, attribute = literal[2], literal[3]
        if attribute:
            found.add((dotted, attribute))
        elif "." in dotted and not text.endswith(_NO_USE, 0, literal.start()):
            parts = dotted.split(".")[:_MAX_PARTS]
            found.update((".".join(parts[:at]), ".".join(parts[at:])) for at in range(2, len(parts)))
    return found


def is_module(path: str, module: str) -> bool:
    """Whether a file is the module of that dotted name, imported from any folder."""
    dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return dotted == module or dotted.endswith(f".{module}")


DELEGATE = "<members>"
"""The name under which a class has what its objects ask for the members that they lack."""

TASK_CALLS = ("delay", "apply_async", "s", "si", "signature", "send", "send_with_options")
"""Attributes of functions that are tasks of Celery, Dramatiq and their kin: a call of one runs the function, now or
later."""

TASKS = frozenset(
    (
        "celery.shared_task", "celery.task", "celery.task.task", "celery.decorators.task", "celery.task.periodic_task",
        "celery.Celery().task", "celery.app.shared_task", "celery.app.base.Celery().task", "celery.current_app.task",
        "dramatiq.actor", "rq.decorators.job", "django_rq.job", "flask_rq2.RQ().job",
    )
)  # fmt: skip
"""The decorators that make tasks of functions, by their full names."""

WRAPPED = ("__wrapped__", "__call__")
"""Attributes of functions that are the function itself: below a decorator of the standard library, and its call."""

DEPENDENCIES = frozenset(
    (
        *(f"{module}.{name}" for module in ("fastapi", "fastapi.params", "fastapi.param_functions")
          for name in ("Depends", "Security")),
        "fast_depends.Depends", "faststream.Depends",
    )
)  # fmt: skip
"""What takes a function, class or object that is called for a parameter or before a function, by its full name."""

VIEW_METHODS = (
    "setup", "dispatch", "initial", "get", "post", "put", "patch", "delete", "head", "options", "list", "create",
    "retrieve", "update", "partial_update", "destroy",
)  # fmt: skip
"""Methods of a view that answer requests, or are called before one does: Django's, its REST framework's and Flask's."""

ROUTERS = frozenset(
    (
        "flask", "flask_restx", "quart", "fastapi", "starlette", "sanic", "bottle", "aiohttp", "litestar", "apiflask",
        "flask_openapi3", "ninja", "robyn", "blacksheep",
    )
)  # fmt: skip
"""Packages whose objects have the decorators of routes."""

PRETENDERS = frozenset(
    (
        "respx",
        "responses",
        "requests_mock",
        "httpretty",
        "unittest",
        "mock",
        "pook",
        "aioresponses",
        "httmock",
        "pytest",
    )
)
"""Packages whose decorators of the same names answer in place of a server, in tests."""

CLIENTS = frozenset(("requests", "httpx", "aiohttp", "urllib3", "niquests", "requests_toolbelt"))
"""Packages that ask servers."""

ROUTE_TABLES = {
    **dict.fromkeys(
        ("django.urls.path", "django.urls.re_path", "django.urls.conf.path", "django.urls.conf.re_path",
         "django.conf.urls.url", "django.conf.urls.re_path"), "ANY",
    ),
    **dict.fromkeys(("starlette.routing.Route", "starlette.routing.WebSocketRoute", "fastapi.routing.APIRoute"), "get"),
    **{f"aiohttp.web.{verb}": verb for verb in ("get", "post", "put", "patch", "delete", "head", "options")},
}  # fmt: skip
"""What makes an entry of a table of routes, by its full name, and the method that it is for."""

RECEIVERS = frozenset(("django.dispatch.receiver", "django.dispatch.dispatcher.receiver"))
"""Decorators that connect a function to signals, by their full names."""

SIGNALS = frozenset(
    (
        "django.dispatch.Signal()", "django.dispatch.dispatcher.Signal()", "django.db.models.signals.ModelSignal()",
        "blinker.Signal()", "blinker.signal()", "blinker.NamedSignal()", "blinker.Namespace().signal()",
        "flask.signals.Namespace().signal()",
    )
)  # fmt: skip
"""Signals, by their full names."""

LOADED_SETTINGS = frozenset(
    (
        "MIDDLEWARE", "MIDDLEWARE_CLASSES", "AUTHENTICATION_BACKENDS", "TEMPLATES", "EMAIL_BACKEND", "FORM_RENDERER",
        "TEST_RUNNER", "DATABASE_ROUTERS", "PASSWORD_HASHERS", "AUTH_PASSWORD_VALIDATORS", "LOGIN_URL", "LOGGING",
        "REST_FRAMEWORK", "STORAGES", "CSRF_FAILURE_VIEW", "WSGI_APPLICATION", "ASGI_APPLICATION", "CACHES",
        "DEFAULT_EXCEPTION_REPORTER", "CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE",
    )
)  # fmt: skip
"""Settings of Django and its kin that name what is loaded and called."""

USER_MODEL = "AUTH_USER_MODEL"
"""The setting that names the model of users."""

USER_FUNCTIONS = frozenset(("django.contrib.auth.get_user_model",))
"""Functions that give the model of users."""

MODELS = frozenset(("django.db.models.Model", "django.db.models.base.Model", "django.contrib.gis.db.models.Model"))
"""The base of models, by its full names."""

MODEL_FIELDS = ("django.db.models.", "django.contrib.gis.db.models.", "django.contrib.postgres.fields.")
"""Beginnings of the full names of fields of a model."""

WIDE_RELATIONS = {
    "ForeignKey": (False, False), "OneToOneField": (False, True), "ManyToManyField": (True, False),
    "ParentalKey": (False, False), "ParentalManyToManyField": (True, False),
}  # fmt: skip
"""Fields that name another model: whether each holds many objects, and whether the model leads back to one."""

ROWS = "__rows__"
"""The name under which a class that SQLAlchemy maps has its objects."""

MAPPED_BASES = ("sqlalchemy.", "flask_sqlalchemy.", "sqlmodel.")
"""Beginnings of the full names of bases whose classes are mapped."""

VIEW_LIBRARIES = ("django.", "rest_framework.")
"""Beginnings of the full names of classes whose views show a model."""

VIEW_MEMBERS = (
    ("object", "$ () model ()"), ("object", "$ () queryset [*]"), ("object_list", "*$ () model ()"),
    ("get_object", "($ () model ()"), ("get_object", "($ () queryset [*]"),
    ("get_queryset", "(*$ () model ()"), ("get_queryset", "($ () queryset"),
    ("get_serializer", "($ () serializer_class ()"),
)  # fmt: skip
"""Members of such views, each with the chain of what it is; `$` stands for the class."""

MANAGERS = {b"as_manager": False, b"from_queryset": True}
"""Methods of Django that make a manager with the methods of a query set: whether that is the argument, or what the
method is called on."""

RELATIONS = frozenset(("ForeignKey", "OneToOneField"))
"""Fields of Django whose value is an object of the model that they name."""

_MANAGER = "^django.db.models.manager::Manager ()"
_OF_METACLASS = {"ModelBase": {"objects": _MANAGER, "_default_manager": _MANAGER, "_base_manager": _MANAGER}}
_OF_CLASS = {"BaseManager": {"_queryset_class": "^django.db.models.query::QuerySet"}}
_METACLASS = re.compile(r"metaclass=(?:\w+\.)*(\w+)")


def find_made_members(name: str, signature: str) -> dict[str, str]:
    """The members, as chains, that Django gives to a class of that name, whose bases the signature has."""
    metaclass = _METACLASS.search(signature)
    return _OF_CLASS.get(name) or (_OF_METACLASS.get(metaclass[1], {}) if metaclass is not None else {})
