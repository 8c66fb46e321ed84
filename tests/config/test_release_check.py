"""The check before a release fails whenever something is known, or nothing could be asked."""

import json
import sys

import pytest

from config import release_check

BILL = {
    "components": [
        {"name": "a", "externalReferences": [{"url": "https://somewhere.example/a.whl", "hashes": [{"content": "1"}]}]}
    ]
}
WELL, ILL = [sys.executable, "-c", ""], [sys.executable, "-c", "raise SystemExit(1)"]


@pytest.fixture
def check(tmp_path, monkeypatch):
    def run(*audits, bill=None):
        monkeypatch.setattr(release_check, "AUDITS", {f"audit {n}": command for n, command in enumerate(audits)})
        written = [sys.executable, "-c", f"print({json.dumps(BILL)!r})"] if bill is None else bill
        monkeypatch.setattr(release_check, "BILLS", {"sbom.json": written})
        return release_check.main(tmp_path / "release")

    return run


def test_all_is_well_only_if_each_audit_says_so(check):
    assert check(WELL, WELL) == 0
    assert check(WELL, ILL) == 1
    assert check(ILL, WELL) == 1


def test_a_release_without_its_bill_is_none(check):
    assert check(WELL, bill=ILL) == 1


def test_the_bill_names_the_hashes_and_no_host(check, tmp_path):
    check(WELL)
    (component,) = json.loads((tmp_path / "release" / "sbom.json").read_text())["components"]
    assert component == {"name": "a", "externalReferences": [], "hashes": [{"content": "1"}]}


def test_an_advisory_service_that_does_not_answer_fails_the_check():
    """pip-audit ends with 0 without `--strict` when nothing could be asked."""
    pip_audits = [command for command in release_check.AUDITS.values() if "pip-audit" in str(command[0])]
    assert len(pip_audits) == 2 and all("--strict" in command for command in pip_audits)
