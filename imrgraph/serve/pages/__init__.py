"""Pages: what a person sees in a browser, each page with the same as data beside it.

In:   a request.
Out:  HTML that works without a script; JSON, Turtle or CSV by the ending of the path, or as
      accepted.
From: the functions that the commands call; a module of this folder for each page.
"""

from __future__ import annotations

from typing import Final

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from imrgraph.serve.pages.applying import guideline, guidelines, treatment, treatments
from imrgraph.serve.pages.comparing import compare
from imrgraph.serve.pages.counting import counting
from imrgraph.serve.pages.determination import determination, item
from imrgraph.serve.pages.finding import find, start
from imrgraph.serve.pages.lasting import lasting
from imrgraph.serve.pages.planned import planned
from imrgraph.serve.pages.query import query
from imrgraph.serve.pages.questions import ask, questions
from imrgraph.serve.pages.supposing import supposition
from imrgraph.serve.pages.uploading import upload, uploaded, uploaded_what_if

__all__ = ["routes"]

_LETTER: Final = "/determination/{case:name}"
_ITEM: Final = "/determination/{case}/item/{item:int}"

#: The pages, each with its twins.
routes: Final[list[BaseRoute]] = [
    Route("/", lasting(start)),
    Route("/find{twin:twin}", lasting(find)),
    Route(_LETTER + "{twin:twin}", lasting(determination)),
    Route(_ITEM + "{twin:twin}", lasting(item)),
    Route(_ITEM + "/what-if{twin:twin}", supposition),
    Route("/compare{twin:twin}", compare),
    Route("/plan{twin:twin}", planned),
    Route("/upload", upload),
    Route("/upload{twin:twin}", uploaded, methods=["POST"]),
    Route("/upload/what-if", upload),
    Route("/upload/what-if{twin:twin}", uploaded_what_if, methods=["POST"]),
    Route("/rates{twin:twin}", lasting(counting)),
    Route("/treatments", lasting(treatments)),
    Route("/treatments/{code:name}{twin:twin}", lasting(treatment)),
    Route("/guidelines", lasting(guidelines)),
    Route("/guidelines/{code:name}{twin:twin}", lasting(guideline)),
    Route("/questions{twin:twin}", questions),
    Route("/questions/{question:name}{twin:twin}", ask),
    Route("/query{twin:twin}", query, methods=["GET", "POST"]),
    Mount(
        "/static",
        StaticFiles(
            packages=[("imrgraph.serve", "static"), ("imrgraph.reasoning.rendering", "templates")]
        ),
    ),
]
