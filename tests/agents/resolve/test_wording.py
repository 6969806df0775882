"""What two accounts share in their own words."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

NAMES = ("가람나루", "나루다솔", "다솔라온", "라온마루")
PROGRAM = f"""
from agents.resolve.wording import said
print(sorted(said("가람나루다솔라온마루가 새 배터리를 함께 만든다", {NAMES!r})))
"""


@pytest.mark.parametrize("seed", ["0", "1", "2", "3"])
def test_names_of_one_length_that_overlap_are_taken_out_alike_in_every_process(seed: str) -> None:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    said = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == "['든다', '루가', '리를', '마루', '만든', '배터', '터리']\n"
