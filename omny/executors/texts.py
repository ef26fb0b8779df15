"""Texts that stand in no file of the tree: the new contents of an edit, and former contents that git keeps.

As with files, one that is large, or of a grammar that may not end, is parsed where its parse can be ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor

import msgspec

from omny.base.errors import SourceError
from omny.base.skip_reason import Reason, SkipReason
from omny.executors.pool import BATCH_BYTES, BATCH_FILES, INLINE_BYTES, INLINE_FILE_BYTES, ExecutorFactory, process_pool
from omny.executors.worker import time_limit
from omny.languages import decode_text, detect_language
from omny.model.facts import Analysis, encode_facts

_encode = msgspec.msgpack.Encoder().encode


class Text(msgspec.Struct, frozen=True, array_like=True):
    """The content of a file that has that path, or would have it."""

    path: str
    content: bytes  # as a disk would hold it


def analyse_texts(
    texts: Sequence[Text], seconds: float, executors: ExecutorFactory = process_pool
) -> list[Analysis | None]:
    """What the texts say, in their order; None for one of no language. `seconds` is the time that each may take by the
    clock. Raises SourceError for one that takes longer."""
    if sum(len(text.content) for text in texts) <= INLINE_BYTES and all(map(_is_harmless, texts)):
        return [_analyse(text) for text in texts]
    found: list[Analysis | None] = []
    for batch in _cut(texts):
        try:
            found += _run(batch, seconds, executors)
        except BrokenExecutor:
            for text in batch:  # which one it is
                found += _run_alone(text, seconds, executors)
    return found


def _run_alone(text: Text, seconds: float, executors: ExecutorFactory) -> list[Analysis | None]:
    try:
        return _run([text], seconds, executors)
    except BrokenExecutor:
        raise SourceError("parse", Reason(SkipReason.TOO_SLOW, limit=seconds), path=text.path) from None


def _run(batch: list[Text], seconds: float, executors: ExecutorFactory) -> list[Analysis | None]:
    executor = executors(1)
    try:
        return executor.submit(analyse_in_worker, batch, seconds).result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def analyse_in_worker(batch: list[Text], seconds: float) -> list[Analysis | None]:
    """As `analyse_texts`, in a worker process, which ends itself when that takes longer."""
    with time_limit(seconds):
        return [_analyse(text) for text in batch]


def _analyse(text: Text) -> Analysis | None:
    language = detect_language(text.path)
    if language is None:
        return None
    facts, surface = language.analyse(text.path, decode_text(text.path, text.content).content)
    return Analysis(encode_facts(facts), _encode(surface), facts.lines, facts.error_ratio, facts.error_line)


def _is_harmless(text: Text) -> bool:
    language = detect_language(text.path)
    return language is None or (language.in_process and len(text.content) <= INLINE_FILE_BYTES)


def _cut(texts: Sequence[Text]) -> list[list[Text]]:
    cut: list[list[Text]] = []
    size = 0
    for text in texts:
        if not cut or size + len(text.content) > BATCH_BYTES or len(cut[-1]) >= BATCH_FILES:
            cut.append([])
            size = 0
        cut[-1].append(text)
        size += len(text.content)
    return cut
