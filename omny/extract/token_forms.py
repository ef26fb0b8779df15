"""The forms of tokens that have a beginning, or another fixed part, of their own: data, and how a form is written as a
regular expression.

The facts are those of the services' documentation and of the published rules of secret scanners (gitleaks,
detect-secrets). Not here: keys that only look random, which nothing but the name beside them tells from a hash.
"""

from __future__ import annotations

import re
from typing import NamedTuple

CLASSES = {
    "digit": "0-9",
    "lowhex": "0-9a-f",
    "hex": "0-9a-fA-F",
    "upper": "A-Z0-9",
    "alnum": "A-Za-z0-9",
    "word": "A-Za-z0-9_-",
    "base64": "A-Za-z0-9+/=_-",
    "dotted": "A-Za-z0-9._=-",
    "url": "A-Za-z0-9+/=_@-",
}
"""Sets of characters, as in a regular expression."""

PROBED = 8  # characters behind a fixed part that are looked at before a file counts as one that may hold a token
MAX_CHARS = 4096  # of the open end of a token
_CUT_CHARS = 4  # that are left of a token where a text was cut off; fewer are no secret


class Form(NamedTuple):
    """What a token looks like: `[before] fixed [middle fixed2] rest`."""

    fixed: str
    rest: str = "alnum"  # the class of what follows
    least: int = 0  # characters of it
    before: str = ""  # the class of what stands before the fixed part, and how many characters of it
    least_before: int = 0
    middle: str = ""  # the class of exactly so many characters between the two fixed parts
    middle_chars: int = 0
    fixed2: str = ""

    def pattern(self, dot: str = ".") -> str:
        """A regular expression of it, as it may also be cut off: "…" stands at the end of such a text. `dot`: the
        characters that may stand for a dot, as in a set."""
        pattern = f"[{CLASSES[self.before]}]{{{self.least_before},{2 * self.least_before}}}" if self.before else ""
        pattern += _escape(self.fixed, dot)
        if self.middle:
            pattern += f"[{CLASSES[self.middle]}]{{{self.middle_chars}}}{_escape(self.fixed2, dot)}"
        characters = CLASSES[self.rest].replace(".", dot)
        if self.least:
            shortened = f"|[{characters}]{{{_CUT_CHARS},{self.least - 1}}}…" if self.least > _CUT_CHARS else ""
            pattern += f"(?:[{characters}]{{{self.least},{MAX_CHARS}}}{shortened})"
        return pattern

    def probe(self) -> str:
        """A regular expression of the part that is searched for in the bytes of a file, from where a word begins, or
        in it where something stands before the fixed part."""
        pattern = f"[{CLASSES[self.before]}]{{{self.least_before}}}" if self.before else ""
        pattern += re.escape(self.fixed)
        if self.middle:
            pattern += f"[{CLASSES[self.middle]}]{{{self.middle_chars}}}{re.escape(self.fixed2)}"
        return pattern + f"[{CLASSES[self.rest]}]{{{min(self.least, PROBED)}}}"


def _escape(text: str, dot: str) -> str:
    return re.escape(text).replace(r"\.", f"[{dot}]")


def _forms(rest: str, least: int, *fixed: str) -> list[Form]:
    return [Form(each, rest, least) for text in fixed for each in text.split()]


FORMS: tuple[Form, ...] = (
    # clouds
    *_forms("upper", 16, "AKIA ASIA ABIA ACCA"),  # AWS
    *_forms("base64", 40, "ABSK"),
    *_forms("word", 20, "bedrock-api-key- GOCSPX- ya29."),  # AWS, Google
    *_forms("word", 35, "AIza AQVN"),  # Google, Yandex
    *_forms("alnum", 20, "LTAI"),  # Alibaba
    *_forms("alnum", 32, "AKID"),  # Tencent
    *_forms("base64", 40, "AccountKey= SharedAccessKey= SharedAccessSignature="),  # Azure
    Form("Q~", "dotted", 31, before="word", least_before=4),
    *_forms("hex", 40, "dop_v1_ doo_v1_ dor_v1_"),  # DigitalOcean
    Form("v1.0-", "word", 40, middle="hex", middle_chars=24, fixed2="-"),  # Cloudflare
    *_forms("word", 40, "HRKU-AA fo1_"),  # Heroku, Fly
    *_forms("base64", 60, "fm1a_ fm1r_ fm2_"),
    *_forms("word", 40, "tk-us-"),  # Scalingo
    *_forms("alnum", 30, "nfp_ rnd_ pnu_ pnb_ ddp_ ico-"),  # Netlify, Render, Prefect, Deno, Infracost
    *_forms("word", 20, "vercel_blob_rw_ tskey-"),  # Tailscale
    *_forms("hex", 40, "pul- sbp_"),  # Pulumi, Supabase
    *_forms("word", 20, "sb_secret_"),
    *_forms("word", 43, "sha256~"),  # OpenShift
    Form(".atlasv1.", "word", 40, before="alnum", least_before=14),  # Terraform Cloud
    *_forms("word", 24, "hvs. hvb. hvr."),  # Vault
    *_forms("alnum", 40, "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit."),  # Doppler
    *_forms("dotted", 32, "pscale_tkn_ pscale_oauth_ pscale_pw_"),  # PlanetScale
    *_forms("alnum", 40, "napi_"),  # Neon
    *_forms("alnum", 38, "4b1d"),  # ClickHouse
    *_forms("dotted", 40, "dt0c01."),  # Dynatrace
    # code and packages
    *_forms("alnum", 30, "ghp_ gho_ ghu_ ghs_ ghr_"),  # GitHub
    *_forms("word", 22, "github_pat_"),
    *_forms("dotted", 20, "glpat- gldt- glffct- glft- glimt- glagent- gloas- glptt- glrt- glsoat- glcbt-"),  # GitLab
    *_forms("word", 20, "GR1348941 _gitlab_session="),
    *_forms("alnum", 24, "ATBB"),  # Bitbucket
    *_forms("base64", 50, "ATATT3 ATCTT3"),  # Atlassian
    *_forms("alnum", 32, "npm_"),
    *_forms("base64", 20, "_authToken= pypi-AgE"),
    *_forms("hex", 40, "rubygems_"),
    *_forms("alnum", 32, "cio oy2"),  # crates.io, NuGet
    *_forms("alnum", 60, "CLOJARS_ AKCp"),  # Clojars, Artifactory
    *_forms("alnum", 59, "cmVmd"),
    *_forms("word", 20, "dckr_pat_ dckr_oat_"),  # Docker
    *_forms("hex", 16, "sgp_"),  # Sourcegraph
    *_forms("hex", 40, "squ_ sqp_ sqa_ bkua_"),  # Sonar, Buildkite
    *_forms("word", 20, "CCIPAT_ CCIPRJ_"),  # CircleCI
    *_forms("upper", 26, "API-"),  # Octopus
    Form("pat.", "dotted", 24, middle="word", middle_chars=22, fixed2="."),  # Harness
    Form("sat.", "dotted", 24, middle="word", middle_chars=22, fixed2="."),
    # messages
    *_forms("word", 10, "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xoxc- xoxd- xapp-"),  # Slack
    *_forms("base64", 24, "hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/"),
    *_forms("url", 30, "webhook.office.com/webhookb2/"),
    *_forms("base64", 30, "discord.com/api/webhooks/ discordapp.com/api/webhooks/"),
    *(  # Discord: the number of a user in base64, of 17 to 19 digits, and two more parts
        Form(digits, "dotted", 33, middle="alnum", middle_chars=chars, fixed2=".")
        for digits in ("MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT")
        for chars in (21, 22, 24)
    ),
    Form(":AA", "word", 32, before="digit", least_before=8),  # Telegram
    *_forms("dotted", 40, "SG."),  # SendGrid
    *_forms("lowhex", 32, "SK AC key- pubkey- dapi"),  # Twilio, Mailgun, Databricks
    *_forms("word", 40, "xkeysib- xsmtpsib-"),  # Brevo
    Form("-us", "digit", 1, before="hex", least_before=32),  # Mailchimp
    Form("re_", "alnum", 20, middle="alnum", middle_chars=8, fixed2="_"),  # Resend
    # payment and shops
    *_forms("alnum", 10, "sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_"),  # Stripe
    *_forms("base64", 24, "whsec_"),
    *_forms("hex", 32, "shpat_ shpca_ shppa_ shpss_"),  # Shopify
    *_forms("word", 22, "sq0atp- sq0csp- sq0idp-"),  # Square
    *_forms("word", 56, "EAAA"),
    *_forms("alnum", 80, "EAAM EAAC EAAB"),  # Facebook
    *_forms("word", 30, "access-sandbox- access-development- access-production-"),  # Plaid
    *_forms("alnum", 50, "EZAK EZTK"),  # EasyPost
    *_forms("alnum", 12, "FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- FLWPUBK-"),  # Flutterwave
    *_forms("hex", 40, "shippo_live_ shippo_test_"),
    *_forms("word", 40, "duffel_live_ duffel_test_"),
    *_forms("alnum", 40, "live_"),  # GoCardless
    *_forms("hex", 30, "live_ test_ live_pub_ test_pub_"),  # Lob
    # models
    *_forms("word", 20, "sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or- sk-lf- pk-lf-"),  # Anthropic, OpenAI, Langfuse
    *_forms("alnum", 32, "sk-"),
    *_forms("alnum", 30, "hf_ api_org_ gsk_ xai- pplx- r8_ jina_ csk-"),
    *_forms("word", 20, "tgp_v1_ lsv2_pt_ lsv2_sk_ pcsk_"),
    # observation
    *_forms("base64", 32, "glsa_ glc_ sntrys_"),  # Grafana, Sentry
    *_forms("hex", 40, "sntryu_"),
    *_forms("base64", 60, "eyJrIjoi"),  # Grafana's older keys
    *_forms("upper", 19, "NRAK- NRII- NRRA-"),  # New Relic
    *_forms("alnum", 19, "NRAK- NRII- NRRA- NRJS- NRIQ-"),
    # applications
    *_forms("alnum", 40, "lin_api_ lin_oauth_"),  # Linear
    *_forms("alnum", 40, "ntn_ secret_"),  # Notion
    *_forms("word", 50, "PMAK-"),  # Postman
    *_forms("word", 40, "figd_ CFPAT- fio-u- tfp_"),  # Figma, Contentful, Frame.io, Typeform
    *_forms("alnum", 60, "rdme_"),
    *_forms("word", 30, "pat-na1- pat-eu1- waka_"),  # HubSpot, WakaTime
    *_forms("word", 36, "secret-live- secret-test-"),  # Stytch
    *_forms("alnum", 16, "sm_aat_ sm_pat_ sm_sat_"),  # SettleMint
    *_forms("hex", 60, "s-s4t2ud- s-s4t2af-"),  # 42
    *_forms("alnum", 32, "p8e-"),  # Adobe
    *_forms("word", 30, "dnkey-"),  # Defined Networking
    *_forms("word", 100, "sl."),  # Dropbox
    Form("pat", "hex", 40, middle="alnum", middle_chars=14, fixed2="."),  # Airtable
    *_forms("dotted", 40, "pk.eyJ sk.eyJ tk.eyJ"),  # Mapbox
    Form("_mmk", before="word", least_before=29),  # MaxMind
    Form(".acc_", "dotted", 10, before="alnum", least_before=4),  # Authress
    Form(".acc-", "dotted", 10, before="alnum", least_before=4),
    *_forms("upper", 50, "AGE-SECRET-KEY-1"),
    Form("A3-", "word", 20, middle="upper", middle_chars=6, fixed2="-"),  # 1Password
    *_forms("base64", 100, "ops_eyJ"),
    *_forms("base64", 80, "A" * 22),  # Twitter
)
"""What is searched for, and taken out."""

OTHERS: tuple[Form, ...] = (
    Form("eyJ", "word", 8),
    Form("PRIVATE KEY"),
    Form("OpenVPN Static key"),
    Form("PuTTY-User-Key-File-"),
    *(Form(f"{scheme} ", "base64", 16) for scheme in ("Bearer", "bearer", "Basic", "basic")),
)
"""Beginnings of secrets that are no token of one part: `redaction.py` has their form."""
