from dataclasses import dataclass
from typing import Any


@dataclass
class UploadForm:
    """The two fields of an upload; no library of forms is needed for that."""

    avatar: Any = None
    desc: str = ""

    @property
    def extension(self) -> str:
        name = (self.avatar and self.avatar.filename) or ""
        return name.rpartition(".")[2].lower() if "." in name else ""

    def errors(self) -> list[str]:
        found = []
        if not self.avatar:
            found.append("choose a file")
        elif self.extension not in {"jpg", "png", "gif"}:
            found.append("a jpg, png or gif file, please")
        if not self.desc:
            found.append("describe it")
        return found
