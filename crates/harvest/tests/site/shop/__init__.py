"""A package with a deprecation of every shape. What must not be harvested is named `fine…`."""

from ._core import (
    Basket,
    FineBase,
    Order,
    Special,
    fine_early_return,
    fine_function,
    fine_warning,
    old_function,
)
from .api import *
from .tables import __expired_attributes__

__version__ = "2.4.1"


def __getattr__(name):
    import warnings

    if name == "old_constant":
        warnings.warn("shop.old_constant is deprecated, use shop.new_constant", DeprecationWarning)
        return new_constant
    if name in ("old_left", "old_right"):
        warnings.warn("Deprecated since 2.1 and will be removed in 3.0.", DeprecationWarning)
        return None
    if name in __expired_attributes__:
        raise AttributeError(f"`shop.{name}` was removed in the 2.0 release. {__expired_attributes__[name]}")
    if name == "fine_lazy":
        return 1
    raise AttributeError(name)


new_constant = 1
