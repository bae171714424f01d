import functools
import warnings

from .categories import RemovedInNextVersion

_missing = object()


def warn_deprecated(name, alternative, since):
    warnings.warn(f"{name} is deprecated, use {alternative}", RemovedInNextVersion, stacklevel=3)


def _tell(message):
    _tell_louder(message)


def _tell_louder(message):
    warnings.warn(message, DeprecationWarning)


def _check_copy(copy):
    if copy is not None:
        warnings.warn("The copy keyword is deprecated.", DeprecationWarning)


def legacy(message):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            warnings.warn(message, DeprecationWarning)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def fine_decorator(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if not args:
            warnings.warn("no arguments", UserWarning)
        return function(*args, **kwargs)

    return wrapper


def deprecate_kwarg(old, new):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if old in kwargs:
                warnings.warn(f"{old} is deprecated, use {new}", FutureWarning)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def deprecate_positional_args(version):
    def decorate(function):
        return function

    return decorate


def deprecated(value, module, message, category, name=None):
    return value
