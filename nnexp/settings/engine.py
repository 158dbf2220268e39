"""The settings of `engine`: where runs are executed."""

from __future__ import annotations

import dataclasses
import re
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting


@dataclasses.dataclass(frozen=True)
class Engine:
    """A way of executing runs."""

    join: str = ""
    """Of a function that joins its cluster (see `nnexp.execution.joining`), as `module:name`;
    imported when used. Empty for workers of this machine, which the pool starts itself."""
    package: str = ""
    """What it needs, which `pip install 'nnexp[NAME]'` brings."""
    address: str = ""
    """Pattern of the address of a running cluster; empty where there is none to join."""
    example: str = ""
    """Such an address."""


_HOST_AND_PORT = r"(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}"

ENGINES: dict[str, Engine] = {
    "threads": Engine(),
    "processes": Engine(),
    "dask": Engine(
        join="nnexp.execution.dask_cluster:join",
        package="distributed",
        address=f"((tcp|tls|ucx|ws|wss)://)?{_HOST_AND_PORT}",
        example="tcp://10.0.0.1:8786",
    ),
    "ray": Engine(
        join="nnexp.execution.ray_cluster:join",
        package="ray",
        address=f"{_HOST_AND_PORT}|auto",
        example="10.0.0.1:6379",
    ),
}
"""The engines there are: a new one is a file and a line here."""


@dataclasses.dataclass(frozen=True)
class EngineSettings:
    """Where runs are executed. Nothing here can change a number."""

    prefix: ClassVar[str] = "engine."

    name: str = setting(
        "threads",
        Spec(
            "what executes the runs",
            "choice",
            "engine=processes",
            choices=ENGINES,
        ),
    )
    address: str | None = setting(
        None,
        Spec(
            "running cluster of engine=dask or engine=ray to join; null starts one on this machine",
            "text",
            "engine.address=tcp://10.0.0.1:8786",
            optional=True,
        ),
    )
    workers: int | None = setting(
        None,
        Spec(
            "runs trained at once; null for one per core",
            "integer",
            "engine.workers=2",
            unit="runs",
            low=1,
            high=4096,
            optional=True,
        ),
    )
    timeout: float | None = setting(
        None,
        Spec(
            "longest time one run may train before it counts as failed; null for no limit",
            "number",
            "engine.timeout=600",
            unit="s",
            low=0,
            above=True,
            high=1e9,
            optional=True,
        ),
    )
    on_error: str = setting(
        "keep_going",
        Spec(
            "after a failed run, keep going or stop the sweep",
            "choice",
            "engine.on_error=stop",
            choices=("keep_going", "stop"),
        ),
    )

    def __post_init__(self) -> None:
        check(self, _address_problems)

    @property
    def cluster(self) -> bool:
        """Whether workers may be on other machines."""
        return bool(ENGINES[self.name].join)


def _address_problems(engine: EngineSettings) -> list[str]:
    address, kind = engine.address, ENGINES[engine.name]
    if address is None or re.fullmatch(kind.address or "(?!)", address):
        return []
    if not kind.address:
        joined = [name for name, one in ENGINES.items() if one.address]
        return [
            f"engine.address={address}: is only for "
            f"{' and '.join(f'engine={name}' for name in joined)}, not for "
            f"engine={engine.name}; add engine={joined[0]} or leave engine.address out"
        ]
    return [
        f"engine.address={address}: must name a host and a port; "
        f"for example engine.address={kind.example}"
    ]
