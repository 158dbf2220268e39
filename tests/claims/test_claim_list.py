"""The list of claims, and what every claim must have."""

from collections import Counter

import pytest

from nnexp.claims.book import CLAIMS
from nnexp.claims.published import figures

IDS = [claim.id for claim in CLAIMS]


def test_ids_are_unique():
    assert [name for name, count in Counter(IDS).items() if count > 1] == []


@pytest.mark.parametrize("claim", CLAIMS, ids=IDS)
def test_a_claim_says_what_it_claims_and_how_it_is_judged(claim):
    assert claim.section[0] in "123"
    assert claim.sentence.endswith(".")
    assert claim.rule.startswith("core: ")
    assert claim.rule.count("core: ") == 1
    assert claim.statistic
    assert claim.experiment is None or claim.probe is None


@pytest.mark.parametrize("claim", CLAIMS, ids=IDS)
def test_a_claim_has_a_test_of_its_own(claim, request):
    assert (request.path.parent / f"test_claim_{claim.id}.py").is_file()


def test_published_numbers_are_loaded_once():
    assert figures() is figures()
