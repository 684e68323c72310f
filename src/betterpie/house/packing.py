"""One file that holds everything and can be checked whole before anything is done with it: a zip with a manifest of checksums."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


class Broken(Exception):
    """A file that is not what it should be, with a sentence that says how."""


@dataclass
class Part:
    """One part of a pack while it is being written: counts and sums up what goes through."""

    stream: IO[bytes]
    size: int = 0
    lines: int = 0
    digest: Any = field(default_factory=sha256)

    def write(self, data: bytes) -> None:
        """Add some bytes."""
        self.stream.write(data)
        self.digest.update(data)
        self.size += len(data)
        self.lines += data.count(b"\n")

    def row(self, value: Any) -> None:
        """Add one line of JSON."""
        self.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


class Packing:
    """Writes a pack beside its place and moves it there when it is whole. Only its owner may read it: it holds people's data."""

    def __init__(self, target: Path, *, kind: str) -> None:
        self.target, self.kind = target, kind
        self.unfinished = target.with_name(target.name + ".part")
        self.parts: dict[str, dict[str, Any]] = {}
        self.facts: dict[str, Any] = {}

    def __enter__(self) -> Self:
        handle = os.open(self.unfinished, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        self.raw = os.fdopen(handle, "w+b")
        self.zip = zipfile.ZipFile(self.raw, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=4)
        return self

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """A part to write into."""
        with self.zip.open(name, "w", force_zip64=True) as stream:
            part = Part(stream)
            yield part
        self.parts[name] = {"sha256": part.digest.hexdigest(), "bytes": part.size, "lines": part.lines}

    def file(self, name: str, path: Path) -> None:
        """A part that is a file."""
        with self.part(name) as part, path.open("rb") as source:
            while chunk := source.read(CHUNK):
                part.write(chunk)

    def __exit__(self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None) -> None:
        if trouble is not None:
            self.raw.close()
            self.unfinished.unlink(missing_ok=True)
            return
        manifest = {"betterpie": self.kind, "format": FORMAT, "version": version("betterpie"), **self.facts, "parts": self.parts}
        self.zip.writestr(MANIFEST, json.dumps(manifest, indent=1))
        self.zip.close()
        self.raw.flush()
        os.fsync(self.raw.fileno())
        self.raw.close()
        self.unfinished.replace(self.target)


class Pack:
    """A pack that was written before. Opening it checks it whole, and refuses with Broken whatever is not as it was written."""

    def __init__(self, path: Path, *, kind: str) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as trouble:
            raise Broken(f"{path} cannot be read: {trouble}") from None
        try:
            self.manifest: dict[str, Any] = self._checked(path, kind)
        except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, AttributeError, EOFError, OSError) as trouble:
            self.zip.close()
            raise Broken(f"{path} is damaged: {trouble}") from None
        except Broken:
            self.zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None) -> None:
        self.zip.close()

    @property
    def names(self) -> list[str]:
        """The names of its parts, in the order in which they were written."""
        return list(self.manifest["parts"])

    def open(self, name: str) -> IO[bytes]:
        """A part, to be read."""
        return self.zip.open(name)

    def rows(self, name: str) -> Iterator[Any]:
        """The lines of JSON of a part; none where there is no such part."""
        if name in self.manifest["parts"]:
            with self.open(name) as stream:
                for line in stream:
                    yield json.loads(line)

    def copy(self, name: str, path: Path) -> None:
        """Write a part out as a file."""
        with self.open(name) as source, path.open("wb") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())

    def _checked(self, path: Path, kind: str) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads(self.zip.read(MANIFEST))
        if manifest["betterpie"] != kind:
            raise Broken(f"{path} is a {manifest['betterpie']}, not a {kind}.")
        if manifest["format"] != FORMAT:
            raise Broken(f"{path} was written by Betterpie {manifest['version']}, in a way that this version can't read.")
        found, told = set(self.zip.namelist()) - {MANIFEST}, set(manifest["parts"])
        if found != told:
            raise Broken(f"{path} is damaged: its parts are not those that were written ({', '.join(sorted(found ^ told))}).")
        for name, facts in manifest["parts"].items():
            if self._sum(name) != facts["sha256"]:
                raise Broken(f"{path} is damaged: {name} is not as it was written.")
        return manifest

    def _sum(self, name: str) -> str:
        digest = sha256()
        with self.open(name) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()
