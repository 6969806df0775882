"""`/decisions`: what people decided about alliances, and deciding."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dongmaeng.backend.alliances import decisions
from dongmaeng.backend.writes import decide, undo
from dongmaeng.shapes.applied import DecidedShape
from dongmaeng.shapes.stories import DecisionShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import NOT_FOUND, ON_READS
from dongmaeng.web.api.parameters import LONGEST_ID
from dongmaeng.web.asked import TheBackend
from topics.records import DecisionKind

router = APIRouter(tags=["alliances"])

Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]

_ONE = ("split", "dismiss", "confirm")


class DecisionWish(BaseModel):
    """A decision: `merge` alliances into the first, `split` articles off, `dismiss`, `confirm`, or `undo` one."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["merge", "split", "dismiss", "confirm", "undo"]
    alliances: list[Name] = Field([], max_length=100, description="Ids; merge takes several, undo none.")
    articles: list[Name] = Field([], max_length=1_000, description="For split: those that tell of another alliance.")
    undoes: Name | None = Field(None, description="For undo: the id of the decision.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.decision == "undo":
            if self.undoes is None or self.alliances or self.articles:
                raise ValueError("undo takes undoes, and nothing else")
            return self
        if self.undoes is not None:
            raise ValueError(f"{self.decision} takes no undoes")
        if self.decision in _ONE and len(self.alliances) != 1:
            raise ValueError(f"{self.decision} takes one alliance")
        if bool(self.articles) != (self.decision == "split"):
            raise ValueError("split takes articles" if self.decision == "split" else "only split takes articles")
        return self


@router.get("/decisions", response_model=list[DecisionShape], responses=ON_READS)
async def list_decisions(request: Request, backend: TheBackend) -> Response:
    """What was decided, the latest first."""
    return answer(request, [DecisionShape.of(decision) for decision in await decisions(backend)])


@router.post("/decisions", response_model=DecidedShape, responses=NOT_FOUND)
async def make_decision(request: Request, backend: TheBackend, wish: DecisionWish) -> Response:
    """Decide about alliances, or take a decision back; the registry remembers it and holds to it."""
    if wish.undoes is not None:
        done = await undo(backend, wish.undoes)
    else:
        done = await decide(backend, DecisionKind(wish.decision), wish.alliances, wish.articles)
    return answer(request, DecidedShape.of(done))
