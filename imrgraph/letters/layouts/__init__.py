"""Layouts: the forms that determination letters have had, one grammar a module.

A new one is a module that makes a `Layout`, and a place in `LAYOUTS`.
"""

from __future__ import annotations

from typing import Final

from imrgraph.letters.layouts.letter_2014 import LETTER_2014
from imrgraph.letters.layouts.letter_2015 import LETTER_2015
from imrgraph.letters.layouts.notice_2013 import NOTICE_2013
from imrgraph.letters.layouts.review_2013 import REVIEW_2013

__all__ = ["LAYOUTS"]

#: Of letters that are as much like one as like another, the first is the layout.
LAYOUTS: Final = (LETTER_2015, LETTER_2014, NOTICE_2013, REVIEW_2013)
