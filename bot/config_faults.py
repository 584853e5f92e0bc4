"""What is wrong with a configuration, said in lines that name the place, the key and the cure."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

Where = tuple[str | int, ...]

LINES = 3
ALIKE = 60  # of 100, as rapidfuzz counts
SECRET = {("telegram", "token"), ("telegram", "webhook_secret"), ("storage", "url"), ("listening", "api_key")}


class ConfigError(Exception):
    """Wrong configuration: at most three lines for the host, without any secret."""


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The tables that a field may hold, however deep in its type they stand."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def table_at(model: type[BaseModel], where: Where) -> type[BaseModel]:
    """The table in which the last key of `where` stands; regions and positions in lists are passed over."""
    for step in where[:-1]:
        field = model.model_fields.get(str(step))
        model = next(models_in(field.annotation), model) if field else model
    return model


def keys_of(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Every key of the configuration by its dotted name."""
    for name, field in model.model_fields.items():
        inner = next(models_in(field.annotation), None)
        yield f"{above}{name}"
        if inner and issubclass(field.annotation or object, BaseModel):
            yield from keys_of(inner, f"{above}{name}.")


def dotted(where: Where) -> str:
    """Where a key stands, counted as people count: the first table of a list is 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in where)


def nearest(where: Where, model: type[BaseModel]) -> str:
    """The known key most like an unknown one: in its own table first, else anywhere."""
    *table, name = where
    own = list(table_at(model, where).model_fields)
    if like := process.extractOne(str(name), own, scorer=fuzz.WRatio, score_cutoff=ALIKE):
        return dotted((*table, like[0]))
    names = {key: key.rpartition(".")[2] for key in keys_of(model)}
    return str(process.extractOne(str(name), names, scorer=fuzz.WRatio)[2])


def is_in(document: Mapping[str, Any], where: Where) -> bool:
    """Whether a document (here: the environment's) says anything at this key."""
    inner: Any = document
    for step in where:
        if not isinstance(inner, Mapping) or step not in inner:
            return False
        inner = inner[step]
    return bool(where)


def cure(model: type[BaseModel], where: Where) -> str:
    field = table_at(model, where).model_fields.get(str(where[-1])) if where else None
    return f"; {field.description}" if field and field.description else ""


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def sentence(fault: ErrorDetails, model: type[BaseModel], where: Where, name: str) -> str:
    """One fault of the key at `where`, which the host knows by `name`."""
    kind, said = fault["type"], fault["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return f"unknown key {name}; did you mean {nearest(where, model)}?"
    if kind == "missing":
        return f"{name} is missing{cure(model, where)}"
    if kind in ("model_type", "model_attributes_type"):
        return f"{name} is no table; write [{dotted(where)}] and its keys below"
    if kind == "value_error":
        return f"{name} {said}{cure(model, where)}"
    value = "set wrongly" if where in SECRET else shown(fault["input"])
    return f"{name} is {value}{cure(model, where)}"


def told(
    faults: ValidationError, model: type[BaseModel], path: Path, environment: Mapping[str, Any], prefix: str
) -> str:
    """Up to three lines, a fault each; the last one counts what did not fit."""
    lines = []
    # An unknown key comes first: it is often the mistyped one that another line misses.
    in_order = sorted(faults.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")
    for fault in in_order:
        # Pydantic marks a wrong name in a dictionary by one step more, which is none of the file's.
        where = tuple(step for step in fault["loc"] if step != "[key]")
        if is_in(environment, where):
            place, name = "environment", prefix + "__".join(str(step) for step in where).upper()
        else:
            place, name = str(path), dotted(where)
        lines.append(f"{place}: {sentence(fault, model, where, name)}")
    if len(lines) > LINES:
        lines[LINES - 1 :] = [f"{path}: and {len(lines) - LINES + 1} more like these"]
    return "\n".join(lines)
