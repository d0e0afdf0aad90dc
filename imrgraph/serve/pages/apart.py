"""Apart: a page that may take long, made by a process that is killed when it takes too long.

In:   a request; what makes the page of it, and of what else is given.
Out:  the page, or an error where it takes more time or memory than it may.
From: a letter can be of any length, and Python does one thing at a time, so that whoever reads one
      here would keep everybody waiting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from starlette.requests import Request

from imrgraph.explaining import explain
from imrgraph.resources import folder
from imrgraph.serve.served import served
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from imrgraph.store.opening import Endpoint

__all__ = ["apart", "opened"]

T = TypeVar("T")
#: What a process is told of a request, which is all that its page may depend on.
_TOLD: Final = (
    *("type", "scheme", "server", "method", "path", "root_path", "query_string"),
    *("headers", "path_params"),
)


async def apart(request: Request, page: Callable[..., T], *given: object) -> T:
    """Return what `page` makes of a request, mostly a response.

    Args:
        request: without its body, which is to be received before.
        page: a function of a module, called with the letters without catalog, the request, and
            with `given`.
        given: what can be pickled.

    Raises:
        SpentError: it takes more than it may.
        HTTPException: too many others are being served.
        ImrgraphError: whatever `page` raises.
    """
    told = {name: request.scope[name] for name in _TOLD if name in request.scope}
    told["is_examples"] = served(request).is_examples
    return await served(request).explaining.run(request, _made, page, told, *given)


def _made(
    letters: LetterStore | Endpoint,
    page: Callable[..., T],
    told: Mapping[str, Any],
    *given: object,
) -> T:
    return page(letters, Request({**told}), *given)


def opened(quads: Path) -> LetterStore:
    """Open letters where `Store.quads` says that they are kept, and be ready to explain them."""
    explain(folder("examples") / "letters" / "massage-chronic.txt")
    return LetterStore.of(quads)
