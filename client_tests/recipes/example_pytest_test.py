import pytest
from asyncsim import asyncsim  # the fixture; in conftest.py every test file has it
from prices import Client

PAGE = "https://shop.example/p/1"


@pytest.fixture
def client(asyncsim):
    return Client(asyncsim.url, asyncsim.key)


def test_polls_as_documented(asyncsim, client, monkeypatch):
    monkeypatch.setattr("time.sleep", asyncsim.sleep)  # 20 s, then 10 s pass, in no time
    assert "shop.example" in client.fetch(PAGE)
    assert asyncsim.jobs()[0]["collected"] == "2026-01-05T09:00:30.000Z"


def test_a_result_is_gone_after_48_hours(asyncsim, client):
    job = client.submit(PAGE)
    asyncsim.advance("48h")
    with pytest.raises(LookupError):
        client.result(job)


def test_the_webhook_names_the_job(asyncsim, client):
    job = client.submit(PAGE, webhook=asyncsim.inbox().url)
    asyncsim.advance(until=job)
    assert asyncsim.inbox().messages()[0]["json"]["response_id"] == job
