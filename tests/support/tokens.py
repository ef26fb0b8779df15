"""Secrets of some services that are made up, and put together here so that no scanner takes this file for a leak."""

from __future__ import annotations

RANDOM = "Zk3Tq9LxWm2RvB7nYc5HdJ8sPf4GaU6eKi1o"

TOKENS = {
    "aws": "AKIA" + "Q3EGRIT7LKUO5ZWN",
    "aws session": "ASIA" + "Q3EGRIT7LKUO5ZWN",
    "github": "ghp_" + RANDOM,
    "github fine": "github_pat_" + RANDOM + "_" + RANDOM,
    "gitlab": "glpat-" + RANDOM[:20],
    "slack": "xoxb-" + "123456789012-" + RANDOM[:24],
    "google": "AIza" + RANDOM[:35],
    "google client": "GOCSPX-" + RANDOM[:28],
    "stripe": "sk_live_" + RANDOM[:24],
    "stripe restricted": "rk_test_" + RANDOM[:24],
    "openai": "sk-" + RANDOM + RANDOM[:12],
    "openai project": "sk-proj-" + RANDOM + "_" + RANDOM,
    "anthropic": "sk-ant-api03-" + RANDOM + "-" + RANDOM,
    "hugging face": "hf_" + RANDOM[:34],
    "jwt": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0." + RANDOM,
}
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\\nMIIEowIBAAKCAQEA" + RANDOM + "\\n-----END RSA " + "PRIVATE KEY-----"
LOGIN = "postgres://user:" + RANDOM[:9] + "@db/name"
