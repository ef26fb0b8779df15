"""Names that mean secrets: files with these names are never indexed, with any suffix and under any rule of the tree,
`.omnyignore` included.

Only names that tools have agreed on, or that a key has by its format. `secrets.py`, `credentials.py` and `token.ts` are
source in many trees: a secret that stands in source is taken out of what is stored (`omny/extract/redaction.py`).
"""

from __future__ import annotations

from functools import lru_cache

from omny.watch.ignore.patterns import PatternList

_NAMES = (
    # environments of programs
    ".env .env.* .envrc *.tfvars *.tfstate "
    # who logs in where
    ".netrc _netrc .npmrc .pypirc .pgpass .my.cnf .s3cfg .boto .dockercfg .htpasswd .git-credentials "
    ".vault-token credentials.json client_secret.json client_secret_*.json "
    # keys
    "id_rsa id_rsa.* id_dsa id_dsa.* id_ecdsa id_ecdsa.* id_ed25519 id_ed25519.* *.pem *.key *.ppk *.p8 "
    "*.p12 *.pfx *.jks *.keystore *.kdbx "
    # directories of such
    ".ssh/ .gnupg/ .aws/ .azure/ .kube/ .docker/ .password-store/ "
)

HOLDS_SECRETS = "its name says that it holds secrets"

_PATTERNS = PatternList(_NAMES.split(), origin="secrets")


@lru_cache(maxsize=8192)
def secret_pattern(name: str, is_directory: bool) -> str:
    """The pattern for which an entry of that name is never looked into; "" where no pattern matches."""
    rule = _PATTERNS.match_from_base("", name.lower(), is_directory)
    return rule.text if rule else ""
