"""The settings of `engine`: where runs are executed."""

from __future__ import annotations

import dataclasses
import re
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting


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
            choices=("threads", "processes", "dask", "ray"),
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


def _address_problems(engine: EngineSettings) -> list[str]:
    address = engine.address
    if address is None:
        return []
    if engine.name not in ("dask", "ray"):
        return [
            f"engine.address={address}: is only for engine=dask and engine=ray, not for "
            f"engine={engine.name}; add engine=dask or leave engine.address out"
        ]
    scheme = "(tcp|tls|ucx|ws|wss)://" if engine.name == "dask" else ""
    if re.fullmatch(rf"({scheme})?(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{{1,5}}", address) or (
        engine.name == "ray" and address == "auto"
    ):
        return []
    example = "tcp://10.0.0.1:8786" if engine.name == "dask" else "10.0.0.1:6379"
    return [
        f"engine.address={address}: must name a host and a port; "
        f"for example engine.address={example}"
    ]
