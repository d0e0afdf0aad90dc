"""Determinations of independent medical review, and why each decision follows.

What is named here is imported when it is first used.

>>> import imrgraph
>>> from imrgraph.resources import folder
>>> letter = imrgraph.read(folder("examples") / "letters" / "massage-chronic.txt")
>>> letter.items[0].outcome.value, letter.items[0].request.quantity.total
('upheld', 6)
>>> why = imrgraph.explain(letter).items[0]
>>> why.verdict.value, [condition.result.criterion for condition in why.decisive]
('not-necessary', ['phase', 'active-care'])
>>> asked = imrgraph.plan("massage", "neck", request="2015-06-10", injury="2014-11-14", visits=12)
>>> asked.verdict.value, asked.certify
('partly-necessary', 6)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imrgraph.errors import ImrgraphError
    from imrgraph.explaining import explain, whatif
    from imrgraph.knowledge.owl import ontology
    from imrgraph.letters.reading import read
    from imrgraph.planning.plans import plan
    from imrgraph.store.opening import open  # noqa: A004 (reads as imrgraph.open)

__all__ = ["ImrgraphError", "__version__", "explain", "ontology", "open", "plan", "read", "whatif"]

__version__ = "0.1.0"

#: Where each name is.
_HOMES = {
    "ImrgraphError": "imrgraph.errors",
    "explain": "imrgraph.explaining",
    "ontology": "imrgraph.knowledge.owl",
    "open": "imrgraph.store.opening",
    "plan": "imrgraph.planning.plans",
    "read": "imrgraph.letters.reading",
    "whatif": "imrgraph.explaining",
}
#: What commands do, and where it is in Python, or that it is a command alone.
_ELSEWHERE = {
    **dict.fromkeys(
        ("ask", "export", "load", "networkx", "query", "rates", "search", "similar"),
        "imrgraph.open(STORE).{}",
    ),
    "serve": "`imrgraph {}` on the command line",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever has the name)
    if name not in _HOMES:
        elsewhere = f"; it is {_ELSEWHERE[name].format(name)}" if name in _ELSEWHERE else ""
        message = f"module {__name__!r} has no attribute {name!r}{elsewhere}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
