"""The wheel: installed with plain pip into a fresh environment, it runs the product with no checkout in sight."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.test_ops_words import free_port, get

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert said.returncode == 0, said.stdout + said.stderr
    (built,) = folder.glob("betterpie-*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package_and_the_licence(wheel: Path) -> None:
    kept = subprocess.run(["git", "ls-files", "src/betterpie"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    there = {line.removeprefix("src/") for line in kept.splitlines() if (ROOT / line).exists()}
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert there - packed == set()
    assert {".csv", ".toml", ".html", ".css", ".woff2", ".bin"} <= {Path(name).suffix for name in packed}
    assert any(name.endswith("licenses/LICENSE") for name in packed)


@pytest.mark.slow
def test_installed_with_pip_it_runs_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, timeout=120)
    pip = [str(tmp_path / "venv/bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-warn-script-location"]
    said = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, timeout=600, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    betterpie = str(tmp_path / "venv/bin/betterpie")
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    def typed(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([betterpie, *words], env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    assert typed("migrate", "-v0").returncode == 0
    assert (tmp_path / ".betterpie/betterpie.sqlite3").exists()
    findings = {finding["what"]: finding["health"] for finding in json.loads(typed("doctor", "--json").stdout)}
    assert "mend" not in findings.values()
    script = "from betterpie.kernel.needs import best; print(best('toilet is overflowing')[0].slug)"
    assert typed("shell", "--no-imports", "-c", script).stdout == "plumber\n"
    assert typed("backup").returncode == 0
    port = free_port()
    with subprocess.Popen([betterpie, "up", "--port", str(port)], env=environ, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as product:
        try:
            assert product.stderr is not None
            assert product.stderr.readline() == f"Betterpie is at http://localhost:{port}/ (Ctrl-C stops it)\n"
            assert get(port, "/")[0] == 200
        finally:
            product.terminate()


def test_the_licence_is_the_whole_official_text() -> None:
    lines = (ROOT / "LICENSE").read_text().splitlines()
    assert (len(lines), lines[0].strip(), lines[1].strip()) == (661, "GNU AFFERO GENERAL PUBLIC LICENSE", "Version 3, 19 November 2007")
    assert lines[-1] == "<https://www.gnu.org/licenses/>."
