"""Small packages whose files need each other, as the field cases want them."""

from __future__ import annotations

HUB = {
    "src/logger.js": (
        "export function log(text) { return format(text) }\n"
        "export function format(text) { return text }\n"
        "export class Sink { write(text) { log(text) } }\n"
        "export default log\n"
    ),
    "src/index.js": "export * from './logger.js'\nexport { default as main } from './logger.js'\n",
    "src/user.js": (
        "import { format, log, main } from './index.js'\n"
        "export function use() { log('a'); main('b'); return ['c'].map(format) }\n"
    ),
    "src/file.js": (
        "import { Sink } from './logger.js'\nexport class FileSink extends Sink { flush() { this.write('') } }\n"
    ),
    "src/old.js": "const { log } = require('./logger.js')\nfunction old() { log() }\n",
}

# A package as the web frameworks have it: exceptions, an encoder, a signer, re-exported from the top.
SIGNED = {
    "pkg/__init__.py": "from .encoding import encode\nfrom .signer import Signer as Signer\nfrom .exc import *\n",
    "pkg/exc.py": "class BadData(Exception):\n    def __init__(self, message):\n        self.message = message\n",
    "pkg/encoding.py": (
        "from .exc import BadData\n\n\ndef want_bytes(text):\n    return text.encode()\n\n\n"
        "def encode(text):\n    if not text:\n        raise BadData('empty')\n    return want_bytes(text)\n"
    ),
    "pkg/signer.py": (
        "from .encoding import encode, want_bytes\nfrom .exc import BadData\n\n\n"
        "class Algorithm:\n    def sign(self, key):\n        return want_bytes(key)\n\n\n"
        "class Signer:\n    def __init__(self, algorithm=None):\n        self.algorithm = algorithm or Algorithm()\n\n"
        "    def sign(self, text):\n        return self.algorithm.sign(encode(text))\n\n"
        "    def unsign(self, text):\n        raise BadData(text)\n"
    ),
    "pkg/timed.py": (
        "from .encoding import want_bytes\nfrom .signer import Signer\n\n\n"
        "class TimedSigner(Signer):\n    def sign(self, text):\n        return super().sign(want_bytes(text))\n"
    ),
    "tests/test_signer.py": "import pkg\n\n\ndef test_sign():\n    pkg.Signer().sign(pkg.encode('x'))\n",
}


ONE = {"a.py": "def f():\n    return 1\n", "use.py": "from a import f\n\n\ndef use():\n    return f()\n"}

TWO = {
    "a.py": "def g():\n    return 2\n\n\ndef f():\n    return g()\n",
    "use.py": "import a\n\n\ndef use():\n    a.g()\n",
}
