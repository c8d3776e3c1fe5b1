"""The official `anthropic` SDK, with nothing changed but its base URL and key."""

import anthropic
import pytest
from conftest import WRONG_KEY_TEXT

MODEL = "claude-opus-5-5"
HI = [{"role": "user", "content": "hi"}]
WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def client_with(stage, key):
    return anthropic.Anthropic(base_url=stage.gateway, api_key=key, max_retries=0, timeout=20)


@pytest.fixture
def client(stage):
    return client_with(stage, stage.key)


def ask(client, streamed, model, messages, **more):
    asked = dict(model=model, max_tokens=64, messages=messages, **more)
    if not streamed:
        return client.messages.create(**asked)
    with client.messages.stream(**asked) as stream:
        return stream.get_final_message()


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_an_answer_arrives_with_its_usage(client, stage, streamed):
    message = ask(client, streamed, MODEL, HI)
    assert text_of(message) == stage.text
    assert message.stop_reason == "end_turn"
    assert message.usage.input_tokens > 0 and message.usage.output_tokens > 0


def test_a_stream_arrives_in_pieces(client, stage):
    with client.messages.stream(model=MODEL, max_tokens=64, messages=HI) as stream:
        pieces = list(stream.text_stream)
    assert len(pieces) > 1 and "".join(pieces) == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_tool_is_called_and_its_result_is_answered(client, stage, streamed):
    question = [{"role": "user", "content": "What is the weather in Zürich?"}]
    called = ask(client, streamed, "call-tool", question, tools=[WEATHER])
    assert called.stop_reason == "tool_use"
    [call] = [block for block in called.content if block.type == "tool_use"]
    assert (call.name, call.input) == ("get_weather", {"city": "Zürich"})
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "18 °C"}
    conversation = [
        *question,
        {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in called.content]},
        {"role": "user", "content": [result]},
    ]
    answered = ask(client, streamed, "call-tool", conversation, tools=[WEATHER])
    assert text_of(answered) == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(400, anthropic.BadRequestError), (429, anthropic.RateLimitError), (500, anthropic.InternalServerError)],
)
def test_an_upstream_error_is_typed(client, streamed, status, error):
    with pytest.raises(error) as caught:
        ask(client, streamed, f"fail-{status}", HI)
    assert caught.value.status_code == status
    assert caught.value.body["type"] == "error" and caught.value.body["error"]["message"]


def test_a_wrong_key_is_an_authentication_error(stage):
    with pytest.raises(anthropic.AuthenticationError) as caught:
        client_with(stage, stage.wrong_key).messages.create(model=MODEL, max_tokens=64, messages=HI)
    assert WRONG_KEY_TEXT in str(caught.value)
    assert caught.value.body["error"]["type"] == "authentication_error"


def test_tokens_are_counted(client):
    assert client.messages.count_tokens(model=MODEL, messages=HI).input_tokens > 0


def test_models_are_listed(client):
    models = list(client.models.list())
    assert models and all(model.id and model.type == "model" for model in models)
