"""What the SDK tests are told: where the stage is, its keys and what it answers.

The stage (the real server in front of the scripted upstream) is started by `cargo xtask test --only sdk`.
"""

import json
import os
import urllib.request
from dataclasses import dataclass

import pytest

WRONG_KEY_TEXT = "令牌已过期或验证不正确"


@dataclass(frozen=True)
class Stage:
    gateway: str
    key: str
    wrong_key: str
    text: str
    control: str
    control_token: str

    def admin(self, method: str, path: str) -> dict:
        headers = {"authorization": f"Bearer {self.control_token}"}
        request = urllib.request.Request(f"{self.control}/api/v1/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def stage() -> Stage:
    line = os.environ.get("SWITCHYARD_STAGE")
    assert line, "SWITCHYARD_STAGE is not set: run these tests with `cargo xtask test --only sdk`"
    told = json.loads(line)
    names = ("gateway", "key", "wrong_key", "text", "control", "control_token")
    return Stage(*(told[name] for name in names))


@pytest.fixture(autouse=True)
def rested(stage: Stage) -> None:
    """What an earlier test made a provider say must not keep this one from asking it."""
    for provider in stage.admin("GET", "providers")["items"]:
        stage.admin("POST", f"providers/{provider['id']}/reset-breaker")
