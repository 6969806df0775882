"""JSON-LD as rdflib reads it, with no way to the network."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef

from dongmaeng.exports.formats import Format
from dongmaeng.exports.texts import carriable
from tests.dongmaeng.exports.alliances import ALLIANCES, HOSTILE, alliance, hostile
from tests.dongmaeng.exports.files import file_of
from topics.records import Alliance, Status

SCHEMA = Namespace("https://schema.org/")
OURS = Namespace("urn:dongmaeng:term:")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a reader of the file asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def read(alliances: Sequence[Alliance]) -> Graph:
    return Graph().parse(data=file_of(alliances, Format.JSONLD), format="json-ld")


def test_an_alliance_is_an_action_of_its_members() -> None:
    known = alliance()
    graph = read([known])
    (action,) = graph.subjects(RDF.type, SCHEMA.Action)
    assert action == URIRef("urn:dongmaeng:alliance:a00000")
    assert graph.value(action, SCHEMA.actionStatus) == SCHEMA.CompletedActionStatus
    assert str(graph.value(action, SCHEMA.startTime)) == "2026-03-02"
    assert str(graph.value(action, SCHEMA.description)) == known.evidence
    assert graph.value(action, SCHEMA.url) == URIRef("https://dongmaeng.example/alliances/a00000")
    (host,) = graph.objects(action, SCHEMA.agent)
    assert str(graph.value(host, SCHEMA.name)) == "가람전자"
    assert str(graph.value(host, SCHEMA.alternateName)) == "Garam Electronics"
    codes = {
        str(graph.value(code, SCHEMA.propertyID)): str(graph.value(code, SCHEMA.value))
        for code in graph.objects(host, SCHEMA.identifier)
    }
    assert codes == {"corp_code": "00990001", "stock_code": "005930"}
    entered = {str(graph.value(one, SCHEMA.name)) for one in graph.objects(action, SCHEMA.participant)}
    assert entered == {"나래통신", "홍길동"}
    assert str(graph.value(action, OURS.kind)) == "mou"
    assert {str(one) for one in graph.objects(action, OURS.activity)} == {"research_and_development", "supply"}


def test_articles_are_news_articles_with_times() -> None:
    graph = read([alliance()])
    articles = {str(graph.value(one, SCHEMA.url)): one for one in graph.subjects(RDF.type, SCHEMA.NewsArticle)}
    assert set(articles) == {"https://news.example.com/0", "https://paper.example.org/0"}
    published = graph.value(articles["https://news.example.com/0"], SCHEMA.datePublished)
    assert isinstance(published, Literal)
    assert published.toPython() == alliance().articles[0].published


def test_one_organisation_in_two_alliances_is_one() -> None:
    graph = read([alliance(0), alliance(1)])
    narae = URIRef("urn:dongmaeng:organisation:%EB%82%98%EB%9E%98%ED%86%B5%EC%8B%A0")
    assert {graph.value(None, SCHEMA.participant, narae), graph.value(None, SCHEMA.agent, narae)} == {
        URIRef("urn:dongmaeng:alliance:a00000"),
        URIRef("urn:dongmaeng:alliance:a00001"),
    }


@pytest.mark.parametrize("status", Status)
def test_every_status_has_one_of_schema_org_and_is_said_exactly(status: Status) -> None:
    graph = read([alliance(status=status)])
    (told,) = graph.objects(None, SCHEMA.actionStatus)
    assert str(told).startswith("https://schema.org/")
    assert str(told).endswith("ActionStatus")
    assert [str(one) for one in graph.objects(None, OURS.status)] == [status]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_whole_and_every_address_a_right_one(text: str) -> None:
    graph = read([hostile(text)])
    (action,) = graph.subjects(RDF.type, SCHEMA.Action)
    assert str(graph.value(action, SCHEMA.description)) == carriable(text)
    assert "javascript" not in {str(one).partition(":")[0] for one in graph.objects(None, SCHEMA.url)}
    again = Graph().parse(data=graph.serialize(format="nt"), format="nt")
    assert len(again) == len(graph)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_file_is_one_document_with_its_context(number: int) -> None:
    document = json.loads(file_of([alliance(n) for n in range(number)], Format.JSONLD))
    assert document["@context"]["@vocab"] == "https://schema.org/"
    assert len(document["@graph"]) == number


@settings(max_examples=30)
@given(st.lists(ALLIANCES, max_size=2, unique_by=lambda one: one.id))
def test_any_alliances_are_read(alliances: Sequence[Alliance]) -> None:
    graph = read(alliances)
    actions = list(graph.subjects(RDF.type, SCHEMA.Action))
    assert len(actions) == len(alliances)
    assert not any(isinstance(action, BNode) for action in actions)
