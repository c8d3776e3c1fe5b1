"""What the SDK tests are told: where the stage is, its keys and what it answers.

The stage (the real server in front of the scripted upstream) is started by `cargo xtask test --only sdk`.
"""

import json
import os
from dataclasses import dataclass

import pytest

WRONG_KEY_TEXT = "令牌已过期或验证不正确"


@dataclass(frozen=True)
class Stage:
    gateway: str
    key: str
    wrong_key: str
    text: str


@pytest.fixture(scope="session")
def stage() -> Stage:
    line = os.environ.get("SWITCHYARD_STAGE")
    assert line, "SWITCHYARD_STAGE is not set: run these tests with `cargo xtask test --only sdk`"
    told = json.loads(line)
    return Stage(told["gateway"], told["key"], told["wrong_key"], told["text"])
