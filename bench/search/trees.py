"""The six trees that the questions are about, pinned by version and SHA-256."""

from __future__ import annotations

from bench.corpora import CORPORA, Corpus

_KNOWN = {corpus.name: corpus for corpus in CORPORA}

TREES = {
    corpus.name: corpus
    for corpus in (
        _KNOWN["django"],
        Corpus(
            "scrapy",
            "pip",
            "Scrapy==2.13.3",
            "bf17588c10e46a9d70c49a05380b749e3c7fba58204a367a5747ce6da2bd204d",
            ("",),
            "Python",
        ),
        _KNOWN["rxjs"],
        _KNOWN["three"],
        Corpus(
            "gin",
            "go",
            "github.com/gin-gonic/gin@v1.10.1",
            "9dacb88b9d0f4b9e92b24344bcbb4e8646acaaa13182cbad491063e33061d11b",
            ("",),
            "Go",
        ),
        Corpus(
            "clap",
            "cargo",
            "clap_builder@4.5.53",
            "d76b5d13eaa18c901fd2f7fca939fefe3a0727a953561fefdf3b2922b8569d00",
            ("",),
            "Rust",
        ),
    )
}
"""By name: two in Python, one in TypeScript, one in JavaScript, one in Go, one in Rust."""
