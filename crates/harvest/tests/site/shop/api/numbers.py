from .. import _helpers
from ..categories import RemovedInShop30Warning


def one():
    """Says one.

    .. deprecated:: 2.2
       Count yourself.
    """
    _helpers._tell("one() is deprecated")


def fine_documented():
    """Says one.

    :param x: no longer used

        .. deprecated:: 2.2
    """


two = _helpers.deprecated(2, __name__, "two is deprecated", RemovedInShop30Warning)
_three = 3
_helpers.deprecated(_three, __name__, "three is deprecated", RemovedInShop30Warning, name="three")
