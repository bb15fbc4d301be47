"""The metadata of the libraries that a jail may read, found without listing the folder they lie in.

`importlib.metadata` looks for a distribution by listing the folders of `sys.path`, and a jail may not list the one
that holds the libraries. So `flask.__version__` or `version("flask")`, which right programs read, asks the finder
below; what it does not know is not there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

_ANY = metadata.DistributionFinder.Context()


class ListedDistributions(metadata.DistributionFinder):
    """Finds the distributions that it was told, by name, and no module at all."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self._folders = {_normal(name): Path(folder) for name, folder in folders.items()}

    def find_spec(self, *_: object) -> None:
        """Leave modules to the other finders."""

    def find_distributions(
        self, context: metadata.DistributionFinder.Context = _ANY
    ) -> Iterable[metadata.Distribution]:
        """Return the distribution that is asked for, or all."""
        wanted = list(self._folders) if context.name is None else [_normal(context.name)]
        return [metadata.PathDistribution(self._folders[name]) for name in wanted if name in self._folders]


def install(folders: Mapping[str, str]) -> None:
    """Let the distributions of these `.dist-info` folders, by name, be found in this process and its children."""
    sys.meta_path.append(ListedDistributions(folders))
    # What was listed until now would be found in a jail, and be unreadable there. (Before 3.13 it is no class method.)
    metadata.MetadataPathFinder().invalidate_caches()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
