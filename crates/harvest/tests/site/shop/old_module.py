import warnings

warnings.warn("shop.old_module is deprecated, use shop.api", DeprecationWarning, stacklevel=2)


def fine_inside(): ...
