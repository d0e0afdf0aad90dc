"""The problem: what went wrong, told to a person.

In:   a request, and the problem in which it ended.
Out:  a page in the dress of the others, with what can be done instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.serve.pages.layout import shown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.serve.problems import Problem

__all__ = ["problem_page"]


def problem_page(request: Request, problem: Problem) -> Response:
    """Show a problem."""
    return shown(request, "problem.html", status=problem.status, problem=problem)
