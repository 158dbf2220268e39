"""`docs/claims.md` says what the committed results say."""

import csv
import re
from pathlib import Path

from nnexp.claims.book import CLAIMS
from nnexp.claims.full_run import full_verdicts

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def committed():
    with (ROOT / "results/reference/claims/claims.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_claim_has_a_row_with_the_verdict_of_the_committed_run():
    written = ROW.findall((ROOT / "docs/claims.md").read_text(encoding="utf-8"))
    assert written == [
        (row["id"], row["section"], row["claim"], row["verdict"]) for row in committed()
    ]
    assert [row[0] for row in written] == [claim.id for claim in CLAIMS]


def test_a_quick_look_is_held_beside_the_committed_verdicts():
    assert full_verdicts() == {row["id"]: row["verdict"] for row in committed()}


def test_the_committed_claims_are_those_of_the_code():
    for row, claim in zip(committed(), CLAIMS, strict=True):
        assert (row["section"], row["claim"], row["rule"]) == (
            claim.section,
            claim.sentence,
            claim.rule,
        )
