"""Networks: their shape, first weights, definition of training, and kernels.

`Architecture` and `Network` are values; `initialise` draws first weights; `reference` defines
training in readable NumPy; `kernel` does the same fast. `KERNEL_REVISION` and `target` name
what decides the bits of a result besides settings and data.
"""

from nnexp.network.architecture import Architecture, NetworkError
from nnexp.network.initialisation import initialise
from nnexp.network.network import Network
from nnexp.network.target import KERNEL_REVISION, target

__all__ = ["KERNEL_REVISION", "Architecture", "Network", "NetworkError", "initialise", "target"]
