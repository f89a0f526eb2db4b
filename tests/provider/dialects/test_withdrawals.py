"""That a model was withdrawn is understood in the words of every service and in every dialect."""

import json

import pytest

from provider.dialects.refusals import refusal
from provider.errors import ModelNotFound
from provider.values import replace
from tests.fakes.chat_completions import ChatCompletions
from tests.provider.dialects.withdrawals import NO_WITHDRAWALS, WITHDRAWALS
from tests.provider.servers import DIALECTS, HELLO, Dialect, events_of, talking_to


@pytest.mark.parametrize("service", sorted(WITHDRAWALS))
def test_the_words_of_a_service_are_understood(service: str) -> None:
    """Whatever the status."""
    status, body = WITHDRAWALS[service]

    assert isinstance(refusal(status, {}, json.dumps(body).encode(), model="m"), ModelNotFound)


@pytest.mark.parametrize("cause", sorted(NO_WITHDRAWALS))
def test_other_trouble_with_a_model_is_no_withdrawal(cause: str) -> None:
    """The model is there, and answers again once that is mended."""
    status, body = NO_WITHDRAWALS[cause]

    assert not isinstance(refusal(status, {}, json.dumps(body).encode(), model="m"), ModelNotFound)


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
async def test_every_dialect_hands_it_on(dialect: Dialect) -> None:
    """Any service may stand behind any dialect."""
    for answer in WITHDRAWALS.values():
        server: ChatCompletions = dialect.server(withdrawn={"test-model": answer})
        async with talking_to(dialect.kind, server) as provider:
            with pytest.raises(ModelNotFound):
                await events_of(provider, replace(HELLO, model="test-model"))
