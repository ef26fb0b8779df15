"""A made-up token of each form that services publish for theirs, put together here so that no scanner takes this file
for a leak. Written from the services' descriptions and apart from the table in `omny/extract/token_forms.py`."""

from __future__ import annotations

import random
import re

_SETS = {
    "d": "0123456789",
    "h": "0123456789abcdef",
    "u": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "w": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
}
_TEMPLATES = """
1Password: A3-{u6}-{u11}-{u5}-{u5}-{u5}
1Password service: ops_eyJ{a260}
42: s-s4t2ud-{h64}
Adobe: p8e-{h32}
Age: AGE-SECRET-KEY-1{u58}
Airtable: pat{a14}.{h64}
Alibaba: LTAI{a20}
Anthropic: sk-ant-api03-{w93}AA
Anthropic admin: sk-ant-admin01-{w93}AA
Artifactory: AKCp{a69}
Artifactory reference: cmVmd{a59}
Atlassian: ATATT3{w180}
Authress: scauth_{a12}.{a4}.acc_{h20}.{w40}
AWS: AKIA{u16}
AWS bearer: ABIA{u16}
AWS session: ASIA{u16}
AWS Bedrock: ABSK{a130}
Azure directory: {a3}8Q~{w34}
Azure storage: AccountKey={a86}==
Azure bus: SharedAccessKey={a43}=
Bitbucket: ATBB{a32}
Brevo: xkeysib-{h64}-{a16}
Buildkite: bkua_{h40}
CircleCI: CCIPAT_{a22}_{h40}
ClickHouse: 4b1d{a38}
Clojars: CLOJARS_{h60}
Cloudflare origin: v1.0-{h24}-{h146}
Contentful: CFPAT-{w43}
crates.io: cio{a32}
Databricks: dapi{h32}
Defined Networking: dnkey-{a26}-{a52}
Deno: ddp_{a36}
DigitalOcean: dop_v1_{h64}
DigitalOcean application: doo_v1_{h64}
DigitalOcean refresh: dor_v1_{h64}
Discord: MT{a22}.{a6}.{w38}
Discord webhook: discord.com/api/webhooks/{d18}/{a68}
Docker: dckr_pat_{w27}
Doppler: dp.pt.{a43}
Dropbox: sl.{w135}
Duffel: duffel_test_{w43}
Dynatrace: dt0c01.{u24}.{u64}
EasyPost: EZAK{a54}
Facebook: EAAM{a110}
Figma: figd_{w40}
Flutterwave: FLWSECK_TEST-{h32}-X
Fly: fo1_{w43}
Fly macaroon: fm2_{a110}
Frame.io: fio-u-{w64}
GitHub: ghp_{a36}
GitHub fine: github_pat_{a22}_{a59}
GitHub action: ghs_{a36}
GitLab: glpat-{w20}
GitLab deploy: gldt-{w20}
GitLab runner: glrt-{w20}
GitLab runner, older: GR1348941{w20}
GitLab routable: glpat-{w30}.{a2}{a7}
GoCardless: live_{a40}
Google: AIza{w35}
Google client: GOCSPX-{w28}
Google access: ya29.{w60}
Grafana: glsa_{a32}_{h8}
Grafana cloud: glc_{a60}
Grafana, older: eyJrIjoi{a80}
Groq: gsk_{a52}
Harness: pat.{w22}.{a24}.{a20}
Heroku: HRKU-AA{w58}
HubSpot: pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}
Hugging Face: hf_{a34}
Infracost: ico-{a32}
JWT: eyJ{a20}.eyJ{a40}.{w43}
Langfuse: sk-lf-{h8}-{h4}-{h4}-{h4}-{h12}
LangSmith: lsv2_pt_{h32}_{h10}
Linear: lin_api_{a40}
Lob: test_{h35}
Mailchimp: {h32}-us12
Mailgun: key-{h32}
Mapbox: sk.eyJ{a80}.{w22}
MaxMind: {a6}_{a29}_mmk
Neon: napi_{a64}
Netlify: nfp_{a36}
New Relic: NRAK-{u27}
New Relic insert: NRII-{a32}
Notion: ntn_{d11}{a35}
Notion, older: secret_{a43}
npm: npm_{a36}
NuGet: oy2{a43}
Octopus: API-{u26}
OpenAI: sk-{a20}T3BlbkFJ{a20}
OpenAI project: sk-proj-{w58}T3BlbkFJ{w58}
OpenShift: sha256~{w43}
Perplexity: pplx-{a48}
Plaid: access-sandbox-{h8}-{h4}-{h4}-{h4}-{h12}
PlanetScale: pscale_tkn_{w43}
PlanetScale password: pscale_pw_{w43}
Postman: PMAK-{h24}-{h34}
Prefect: pnu_{a36}
Pulumi: pul-{h40}
PyPI: pypi-AgEIcHlwaS5vcmc{w70}
Readme: rdme_{a70}
Render: rnd_{a32}
Replicate: r8_{a37}
Resend: re_{a8}_{a24}
RubyGems: rubygems_{h48}
Scalingo: tk-us-{w48}
SendGrid: SG.{w22}.{w43}
Sentry organisation: sntrys_eyJpYXQiO{a60}_{a43}
Sentry user: sntryu_{h64}
SettleMint: sm_pat_{a16}
Shippo: shippo_live_{h40}
Shopify: shpat_{h32}
Shopify application: shpss_{h32}
Slack: xoxb-{d12}-{d12}-{a24}
Slack application: xapp-1-A{u10}-{d13}-{h64}
Slack webhook: hooks.slack.com/services/T{u8}/B{u10}/{a24}
Sonar: squ_{h40}
Sourcegraph: sgp_{h40}
Square: sq0atp-{w22}
Stripe: sk_live_{a24}
Stripe webhook: whsec_{a32}
Stytch: secret-live-{w40}
Supabase: sbp_{h40}
Tailscale: tskey-auth-{a12}CNTRL-{a32}
Teams: webhook.office.com/webhookb2/{h8}-{h4}-{h4}-{h4}-{h12}@{h36}
Telegram: {d9}:AA{w33}
Tencent: AKID{a32}
Terraform: {a14}.atlasv1.{w67}
Twilio: SK{h32}
Twitter: AAAAAAAAAAAAAAAAAAAAAA{a90}
Typeform: tfp_{w59}
Vault: hvs.{w95}
Vault batch: hvb.{w140}
Vercel: vercel_blob_rw_{a16}_{a30}
WakaTime: waka_{h8}-{h4}-{h4}-{h4}-{h12}
xAI: xai-{a80}
Yandex: AQVN{w36}
"""
_BLANK = re.compile(r"\{([a-z])([0-9]+)\}")


def _filled(template: str, chance: random.Random) -> str:
    def fill(blank: re.Match[str]) -> str:
        characters = "".join(chance.choices(_SETS[blank[1]], k=int(blank[2])))
        return f"b{characters[1:-1]}d" if blank[1] == "w" else characters  # no dash where a part begins or ends

    return _BLANK.sub(fill, template)


MADE_UP: dict[str, str] = {
    name: _filled(template, random.Random(name))
    for name, template in (line.split(": ", 1) for line in _TEMPLATES.strip().split("\n"))
}
"""By the name of the service; the same in each run."""
