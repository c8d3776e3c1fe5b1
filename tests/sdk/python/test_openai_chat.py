"""The official `openai` SDK's Chat Completions, with nothing changed but its base URL and key."""

import json

import openai
import pytest
from conftest import WRONG_KEY_TEXT

MODEL = "gpt-4.1"
HI = [{"role": "user", "content": "hi"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def client_with(stage, key):
    return openai.OpenAI(base_url=f"{stage.gateway}/v1", api_key=key, max_retries=0, timeout=20)


@pytest.fixture
def client(stage):
    return client_with(stage, stage.key)


def ask(client, streamed, model, messages, **more):
    """One completion; a streamed one is put together by the SDK itself."""
    asked = dict(model=model, messages=messages, **more)
    if not streamed:
        return client.chat.completions.create(**asked)
    with client.chat.completions.stream(**asked, stream_options={"include_usage": True}) as stream:
        for _ in stream:
            pass
        return stream.get_final_completion()


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_an_answer_arrives_with_its_usage(client, stage, streamed):
    completion = ask(client, streamed, MODEL, HI)
    [choice] = completion.choices
    assert (choice.message.content, choice.finish_reason) == (stage.text, "stop")
    assert completion.usage.prompt_tokens > 0 and completion.usage.completion_tokens > 0


def test_a_stream_arrives_in_pieces(client, stage):
    chunks = client.chat.completions.create(model=MODEL, messages=HI, stream=True)
    pieces = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    assert len(pieces) > 1 and "".join(pieces) == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_tool_is_called_and_its_result_is_answered(client, stage, streamed):
    question = {"role": "user", "content": "What is the weather in Zürich?"}
    [choice] = ask(client, streamed, "call-tool", [question], tools=[WEATHER]).choices
    assert choice.finish_reason == "tool_calls"
    [call] = choice.message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Zürich"})
    called = {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.function.name, "arguments": call.function.arguments},
            }
        ],
    }
    result = {"role": "tool", "tool_call_id": call.id, "content": "18 °C"}
    [choice] = ask(client, streamed, "call-tool", [question, called, result], tools=[WEATHER]).choices
    assert choice.message.content == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(400, openai.BadRequestError), (429, openai.RateLimitError), (500, openai.InternalServerError)],
)
def test_an_upstream_error_is_typed(client, streamed, status, error):
    with pytest.raises(error) as caught:
        ask(client, streamed, f"fail-{status}", HI)
    assert caught.value.status_code == status
    assert caught.value.body["message"]


def test_a_wrong_key_is_an_authentication_error(stage):
    with pytest.raises(openai.AuthenticationError, match=WRONG_KEY_TEXT):
        client_with(stage, stage.wrong_key).chat.completions.create(model=MODEL, messages=HI)


def test_models_are_listed(client):
    models = list(client.models.list())
    assert models and all(model.id and model.object == "model" for model in models)
