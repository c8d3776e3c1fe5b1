"""The official `openai` SDK's Responses, with nothing changed but its base URL and key."""

import json

import openai
import pytest
from conftest import WRONG_KEY_TEXT

MODEL = "gpt-5"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}


def client_with(stage, key):
    return openai.OpenAI(base_url=f"{stage.gateway}/v1", api_key=key, max_retries=0, timeout=20)


@pytest.fixture
def client(stage):
    return client_with(stage, stage.key)


def ask(client, streamed, model, asked, **more):
    """One response; a streamed one is put together by the SDK itself."""
    if not streamed:
        return client.responses.create(model=model, input=asked, **more)
    with client.responses.stream(model=model, input=asked, **more) as stream:
        for _ in stream:
            pass
        return stream.get_final_response()


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_an_answer_arrives_with_its_usage(client, stage, streamed):
    response = ask(client, streamed, MODEL, "hi")
    assert (response.output_text, response.status) == (stage.text, "completed")
    assert response.usage.input_tokens > 0 and response.usage.output_tokens > 0


def test_a_stream_arrives_in_pieces(client, stage):
    events = client.responses.create(model=MODEL, input="hi", stream=True)
    pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert len(pieces) > 1 and "".join(pieces) == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_tool_is_called_and_its_result_is_answered(client, stage, streamed):
    question = {"role": "user", "content": "What is the weather in Zürich?"}
    called = ask(client, streamed, "call-tool", [question], tools=[WEATHER])
    [call] = [item for item in called.output if item.type == "function_call"]
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Zürich"})
    echoed = {
        "type": "function_call",
        "call_id": call.call_id,
        "name": call.name,
        "arguments": call.arguments,
    }
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "18 °C"}
    answered = ask(client, streamed, "call-tool", [question, echoed, result], tools=[WEATHER])
    assert answered.output_text == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(400, openai.BadRequestError), (429, openai.RateLimitError), (500, openai.InternalServerError)],
)
def test_an_upstream_error_is_typed(client, streamed, status, error):
    with pytest.raises(error) as caught:
        ask(client, streamed, f"fail-{status}", "hi")
    assert caught.value.status_code == status
    assert caught.value.body["message"]


def test_a_wrong_key_is_an_authentication_error(stage):
    with pytest.raises(openai.AuthenticationError, match=WRONG_KEY_TEXT):
        client_with(stage, stage.wrong_key).responses.create(model=MODEL, input="hi")
