"""The official `openai` SDK's other operations, with nothing changed but its base URL and key."""

import io

import openai
import pytest
from conftest import WRONG_KEY_TEXT


def client_with(stage, key):
    return openai.OpenAI(base_url=f"{stage.gateway}/v1", api_key=key, max_retries=0, timeout=20)


@pytest.fixture
def client(stage):
    return client_with(stage, stage.key)


def recording():
    return ("hi.wav", io.BytesIO(b"RIFF" + bytes(range(256)) * 40), "audio/wav")


def picture():
    return ("a.png", io.BytesIO(b"\x89PNG" + bytes(range(256))), "image/png")


def test_a_text_becomes_a_vector(client):
    answer = client.embeddings.create(model="text-embedding-3-small", input=["a", "b"])
    assert answer.data[0].embedding == [0.25, -0.5, 1.0]
    assert answer.usage.prompt_tokens > 0


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_text_is_completed(client, stage, streamed):
    answer = client.completions.create(model="davinci", prompt="hi", stream=streamed)
    chunks = list(answer) if streamed else [answer]
    assert "".join(chunk.choices[0].text for chunk in chunks) == stage.text


def test_a_picture_is_made_edited_and_varied(client):
    made = client.images.generate(model="gpt-image-1", prompt="a switchyard")
    edited = client.images.edit(model="gpt-image-1", image=picture(), prompt="in the rain")
    varied = client.images.create_variation(image=picture())
    assert {answer.data[0].b64_json for answer in (made, edited, varied)} == {"iVBORw0KGgo="}


def test_a_text_is_spoken(client):
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input="hi"
    ) as answer:
        assert answer.headers["content-type"] == "audio/mpeg"
        assert b"".join(answer.iter_bytes()) == b"ID3" + bytes(range(256))


def test_speech_is_written_down_and_translated(client, stage):
    written = client.audio.transcriptions.create(model="whisper-1", file=recording())
    translated = client.audio.translations.create(model="whisper-1", file=recording())
    assert (written.text, translated.text) == (stage.text, stage.text)


def test_a_text_is_moderated_by_whichever_model_the_provider_chooses(client):
    assert client.moderations.create(input="hi").results[0].flagged is False


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_response_is_read_cancelled_and_deleted_by_its_id(client, stage, streamed):
    made = client.responses.create(model="gpt-5", input="hi", stream=streamed)
    made = [event for event in made][-1].response if streamed else made
    read = client.responses.retrieve(made.id)
    assert (read.id, read.output_text) == (made.id, stage.text)
    assert client.responses.input_items.list(made.id).data[0].type == "message"
    assert client.responses.cancel(made.id).id == made.id
    assert client.responses.delete(made.id) is None


def test_an_unknown_response_is_not_found(client):
    with pytest.raises(openai.NotFoundError, match="resp_unknown") as caught:
        client.responses.retrieve("resp_unknown")
    assert caught.value.code == "response_not_found"


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, openai.BadRequestError), (429, openai.RateLimitError), (500, openai.InternalServerError)],
)
def test_an_upstream_error_is_typed(client, status, error):
    with pytest.raises(error) as caught:
        client.embeddings.create(model=f"fail-{status}", input="hi")
    assert caught.value.status_code == status


def test_a_wrong_key_is_an_authentication_error(stage):
    with pytest.raises(openai.AuthenticationError, match=WRONG_KEY_TEXT):
        client_with(stage, stage.wrong_key).embeddings.create(model="m", input="hi")
