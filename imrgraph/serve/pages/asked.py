"""Asked: what a page is asked for, found among the letters that are served.

In:   a request.
Out:  the letters; which of them the path names, and its explanations; those with a catalog.
From: explanations are made from the text when they are asked for, and the last ones are kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from imrgraph.errors import UnanswerableError
from imrgraph.graph.anew import explained
from imrgraph.insight.rates import SMALLEST
from imrgraph.serve.served import served
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from starlette.requests import Request

    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.store.opening import Endpoint

__all__ = ["case_of", "cataloged", "explanations", "fewest", "letters", "number_of"]


def letters(request: Request) -> LetterStore | Endpoint:
    """Return the letters that are served."""
    return served(request).letters


def cataloged(request: Request) -> LetterStore:
    """Return the letters that are served, which can be counted and searched.

    Raises:
        UnanswerableError: they are behind an endpoint, which has no catalog.
    """
    found = letters(request)
    if not isinstance(found, LetterStore):
        message = "expected letters in a folder, found an endpoint, which can only be asked"
        raise UnanswerableError(message)
    return found


def fewest(request: Request) -> int:
    """Return of how many requests at least a page gives a share; of the examples, of any."""
    return 1 if served(request).is_examples else SMALLEST


def case_of(request: Request) -> str:
    """Return the letter that the path names."""
    return str(request.path_params["case"])


def number_of(request: Request) -> int:
    """Return the item that the path names."""
    return int(request.path_params["item"])


def explanations(held: LetterStore | Endpoint, case: str) -> Explanations:
    """Return the explanations of a letter.

    Raises:
        NotFoundError: there is no such letter.
    """
    return _explained(held, held.determination(case).iri)


@lru_cache(maxsize=32)
def _explained(held: LetterStore | Endpoint, letter: str) -> Explanations:
    return explained(held, letter)
