"""Run a suite on metric rows with Great Expectations: numbers only, nothing is written or sent."""

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dataset_tools.checks.metrics import SCOPES, Value, names
from dataset_tools.checks.suite import Expectation, Suite
from dataset_tools.errors import ColophonError

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Value]
MAX_FAILING = 5  # shards named for one expectation


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one expectation.

    `success` is None where no row has a value to judge. `observed` is the metric for the
    corpus, the statistic of an aggregate, else [least, greatest] over the shards.
    """

    rule: Expectation
    success: bool | None
    observed: float | int | list[float | int] | None
    failing: tuple[str, ...] = ()  # names of the first rows that fail
    unexpected: int = 0  # rows that fail


def run(suite: Suite, rows: Sequence[Row]) -> list[Result]:
    """Judge the rows; results in the order of the suite.

    Raises: ColophonError when Great Expectations itself fails, which is neither pass nor fail.
    """
    frames = {scope: _frame(scope, rows) for scope in SCOPES}
    with _library(suite.name):
        batches = _batches(frames)
    return [_judge(r, frames[r.scope], batches[r.scope], rows) for r in suite.expectations]


def _frame(scope: str, rows: Sequence[Row]) -> "pd.DataFrame":
    """Return the rows of one scope as floats (NaN: no value), with their names as index."""
    import pandas as pd

    chosen = [row for row in rows if row["scope"] == scope]
    columns = {key: [_float(row[key]) for row in chosen] for key in names(scope)}
    return pd.DataFrame(columns, index=[str(row["name"]) for row in chosen])


def _batches(frames: "dict[str, pd.DataFrame]") -> dict[str, Any]:
    """Hand the frames to a Great Expectations context that lives in memory only."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # 1.24 has no telemetry; other versions had
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("metrics")
    batches = {}
    for scope, frame in frames.items():
        definition = source.add_dataframe_asset(scope).add_batch_definition_whole_dataframe("all")
        # A plain index, so that no name from the release reaches the library.
        plain = frame.reset_index(drop=True)
        batches[scope] = definition.get_batch(batch_parameters={"dataframe": plain})
    return batches


@contextmanager
def _library(where: str) -> Iterator[None]:
    """Turn whatever the library raises into an error: it is never a verdict."""
    try:
        yield
    except Exception as err:
        raise _internal(f"{type(err).__name__}: {err}", where) from err


def _float(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _judge(rule: Expectation, frame: "pd.DataFrame", batch: Any, rows: Sequence[Row]) -> Result:
    values = [row[rule.metric] for row in rows if row["scope"] == rule.scope]
    numbers = [value for value in values if isinstance(value, int | float)]
    if not values or not (numbers or rule.kind.judges_null):
        return Result(rule, None, None)
    verdict = validate(rule, batch)
    detail = verdict["result"]
    observed: Any = [min(numbers), max(numbers)] if numbers else None
    if rule.kind.reads:
        observed = detail["observed_value"]
        observed = observed if observed is None else float(f"{observed:.6g}")
    elif rule.scope == "corpus":
        observed = values[0]
    found = detail.get("partial_unexpected_index_list") or []
    failing = tuple(str(frame.index[i]) for i in sorted(found)[:MAX_FAILING])
    unexpected = int(detail.get("unexpected_count") or 0)
    return Result(rule, bool(verdict["success"]), observed, failing, unexpected)


def validate(rule: Expectation, batch: Any) -> dict[str, Any]:
    """Let Great Expectations judge one expectation; return ``success`` and ``result``.

    Raises: ColophonError when an exception is recorded in the result.
    """
    from great_expectations import expectations

    where = f"{rule.scope}: {rule.metric}"
    with _library(where):
        expectation = getattr(expectations, rule.kind.gx)(column=rule.metric, **rule.bound)
        result = batch.validate(expectation, result_format="SUMMARY")
        verdict: dict[str, Any] = result.to_json_dict()
    info = verdict.get("exception_info") or {}
    # Either one record, or one for each computation that failed.
    records = [info] if "raised_exception" in info else list(info.values())
    if raised := [r for r in records if r.get("raised_exception")]:
        raise _internal(str(raised[0].get("exception_message")), where)
    if not isinstance(verdict.get("success"), bool):
        raise _internal("no verdict", where)
    return verdict


def _internal(problem: str, where: str) -> ColophonError:
    line = " ".join(problem.split())[:300]
    hint = "the data were not judged: check the version of great-expectations, then report this"
    return ColophonError(f"Great Expectations failed ({line})", where, hint)
