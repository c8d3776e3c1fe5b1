"""The official `google-genai` SDK, with nothing changed but its base URL and key."""

import pytest
from conftest import WRONG_KEY_TEXT
from google import genai
from google.genai import errors, types

MODEL = "gemini-2.5-pro"
WEATHER = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(
            name="get_weather",
            description="The weather in a city",
            parameters=types.Schema(type="OBJECT", properties={"city": types.Schema(type="STRING")}),
        )
    ]
)


def client_with(stage, key):
    options = types.HttpOptions(base_url=stage.gateway, timeout=20_000)
    return genai.Client(api_key=key, http_options=options)


@pytest.fixture
def client(stage):
    return client_with(stage, stage.key)


def ask(client, streamed, model, contents, config=None):
    """The parts of the answer, whole or gathered from the stream's chunks, and the last usage."""
    call = client.models.generate_content_stream if streamed else client.models.generate_content
    answer = call(model=model, contents=contents, config=config)
    chunks = list(answer) if streamed else [answer]
    parts = [part for chunk in chunks for part in chunk.candidates[0].content.parts]
    return parts, chunks[-1].usage_metadata


def text_of(parts):
    return "".join(part.text or "" for part in parts)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_an_answer_arrives_with_its_usage(client, stage, streamed):
    parts, usage = ask(client, streamed, MODEL, "hi")
    assert text_of(parts) == stage.text
    assert usage.prompt_token_count > 0 and usage.candidates_token_count > 0


def test_a_stream_arrives_in_pieces(client, stage):
    parts, _ = ask(client, True, MODEL, "hi")
    assert len([part for part in parts if part.text]) > 1 and text_of(parts) == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_tool_is_called_and_its_result_is_answered(client, stage, streamed):
    config = types.GenerateContentConfig(
        tools=[WEATHER],
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    question = types.Content(role="user", parts=[types.Part(text="What is the weather in Zürich?")])
    called, _ = ask(client, streamed, "call-tool", [question], config)
    [call] = [part.function_call for part in called if part.function_call]
    assert (call.name, call.args) == ("get_weather", {"city": "Zürich"})
    conversation = [
        question,
        types.Content(role="model", parts=called),
        types.Content(
            role="user",
            parts=[types.Part.from_function_response(name=call.name, response={"result": "18 °C"})],
        ),
    ]
    answered, _ = ask(client, streamed, "call-tool", conversation, config)
    assert text_of(answered) == stage.text


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("status", "error", "name"),
    [
        (400, errors.ClientError, "INVALID_ARGUMENT"),
        (429, errors.ClientError, "RESOURCE_EXHAUSTED"),
        (500, errors.ServerError, "INTERNAL"),
    ],
)
def test_an_upstream_error_is_typed(client, streamed, status, error, name):
    with pytest.raises(error) as caught:
        ask(client, streamed, f"fail-{status}", "hi")
    assert (caught.value.code, caught.value.status) == (status, name)


def test_a_wrong_key_is_an_authentication_error(stage):
    client = client_with(stage, stage.wrong_key)
    with pytest.raises(errors.ClientError, match=WRONG_KEY_TEXT) as caught:
        client.models.generate_content(model=MODEL, contents="hi")
    assert (caught.value.code, caught.value.status) == (401, "UNAUTHENTICATED")


def test_tokens_are_counted(client):
    assert client.models.count_tokens(model=MODEL, contents="hi").total_tokens > 0


def test_models_are_listed(client):
    models = list(client.models.list())
    assert models and all(model.name.startswith("models/") for model in models)
