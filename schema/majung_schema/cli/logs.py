"""Logs of a process: one line each on stderr, JSON unless a person watches; libraries' own lines among them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable

import orjson
import structlog
from structlog.typing import Processor

from majung_schema.traces import with_trace


def log_to_stderr() -> None:
    """Let structlog and the standard library log to stderr in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        with_trace,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _json(value: object, default: Callable[[object], object]) -> str:
    """One line; a request waits for its own, and the standard library takes ten times as long."""
    try:
        return orjson.dumps(value, default=default, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # a number with more than 64 bits, half a surrogate pair
        return json.dumps(value, default=default, ensure_ascii=True)
