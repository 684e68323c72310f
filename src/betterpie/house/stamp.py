"""A short word that changes whenever a static file does: with it in their address, browsers may keep the files for ever."""

from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

CARRIED = ("django-htmx", "django-allauth")
"""Packages whose static files pages use; their versions stand for their files."""


def stamp(package: Path) -> str:
    """The stamp of all static files of the rooms in `package`."""
    digest = blake2b("\n".join(version(name) for name in CARRIED).encode(), digest_size=6)
    for file in sorted(package.glob("*/static/**/*")):
        if file.is_file():
            digest.update(str(file.relative_to(package)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
