import sys
import warnings
from typing import overload

from typing_extensions import deprecated

from . import _helpers
from ._helpers import _check_copy, _missing, _tell, deprecate_kwarg, deprecate_positional_args, fine_decorator, legacy, warn_deprecated
from .categories import (
    FineWarning,
    RemovedInNextVersion,
    ShopBetaWarning,
    ShopDeprecatedSince23,
)


def old_function(x):
    warnings.warn("old_function is deprecated since 1.2, use fine_function instead", DeprecationWarning)
    return x


def fine_function(x, size=None, *, shape=_missing, mode="auto", copy=None, **kwargs):
    if size is not None:
        warnings.warn("`size` is deprecated; use `length`.", DeprecationWarning)
    if shape is _missing:
        warnings.warn("Leaving out `shape` is deprecated.", DeprecationWarning)
    if mode == "fast":
        warnings.warn("mode='fast' is deprecated.", RemovedInNextVersion)
    if "colour" in kwargs:
        warnings.warn("colour is deprecated, use color", DeprecationWarning)
    level = kwargs.pop("level", None)
    if level is not None:
        warnings.warn("level was renamed to depth and will be removed in 2.9", DeprecationWarning)
    if x > 3:
        warnings.warn("large x is deprecated", DeprecationWarning)
    if sys.version_info < (3, 9):
        warnings.warn("Python 3.8 is deprecated", DeprecationWarning)
    for part in x:
        warnings.warn("parts are deprecated", DeprecationWarning)
    _check_copy(copy)


def fine_early_return(x=None):
    if x is None:
        return
    warnings.warn("The argument x is deprecated", DeprecationWarning)


def fine_warning():
    warnings.warn("mind the gap", FineWarning)
    warnings.warn("this is new, use it with care", ShopBetaWarning)
    warnings.warn("the result will be sorted in the future", FutureWarning)


class Basket:
    def __init__(self, items=None, owner="nobody"):
        self.items = items
        self.owner = owner

    def pack(self):
        if self.owner != "nobody":
            warnings.warn("The parameter 'owner' is deprecated in 2.2", FutureWarning)

    @property
    def weight(self):
        warn_deprecated("weight", "mass", "2.0")

    @weight.setter
    def weight(self, value):
        warnings.warn("setting weight is deprecated", DeprecationWarning)

    @property
    def fine_property(self):
        return 1

    @fine_property.setter
    def fine_property(self, value):
        warnings.warn("setting fine_property is deprecated", DeprecationWarning)

    def add(self, item):
        _tell("add() is deprecated. Please use Basket.append() instead.")

    @deprecated("Use `Basket.append`.", category=None)
    def push(self, item): ...

    @legacy("extend is obsolete")
    def extend(self, items): ...

    @fine_decorator
    def fine_method(self): ...

    def append(self, item): ...

    def _private(self):
        warnings.warn("deprecated", DeprecationWarning)

    def __len__(self):
        warnings.warn("len() is deprecated", DeprecationWarning)

    @deprecate_kwarg("n", "count")
    def take(self, count=1): ...

    @deprecate_positional_args(version="3.0")
    def sort(self, key, *, reverse=False, stable=True): ...

    @overload
    def find(self, name: str) -> int: ...
    @overload
    @deprecated("Searching by number is deprecated")
    def find(self, *, number: int) -> int: ...
    def find(self, name=None, number=None): ...


class Special(Basket):
    def push(self, item):
        """Its own, and fine."""


class Order:
    def __init__(self):
        warnings.warn("Order was replaced by Basket", ShopDeprecatedSince23)


class FineBase:
    def __init_subclass__(cls):
        warnings.warn("Inheritance from FineBase is deprecated", DeprecationWarning)


_hidden = 1
