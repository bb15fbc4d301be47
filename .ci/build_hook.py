"""What a wheel and an sdist hold besides the engine: the public half of the course, by the code of `grade handout`.

Hidden checks, solutions and hostile programs are never named here, so they cannot leave. An editable install
reads the checkout where it stands.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PublicHalf(BuildHookInterface):  # type: ignore[type-arg]  # of no configuration
    """Adds the handout: inside the package for a wheel, where a checkout has it for an sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the handout aside, and have its files included one by one."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from grader.course import Course, write_handout

        self._folder = tempfile.TemporaryDirectory(prefix="public-half-")
        kit = Path(self._folder.name) / "kit"
        inside = "grader/_course/" if self.target_name == "wheel" else ""
        for file in write_handout(Course(Path(self.root)), kit):
            name = file.relative_to(kit).as_posix()
            if inside or name != "README.md":  # an sdist has the README of the project there
                build_data["force_include"][str(file)] = f"{inside}{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was written aside."""
        if version != "editable":
            self._folder.cleanup()
