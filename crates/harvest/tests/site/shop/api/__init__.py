from .numbers import one, two

__all__ = ["one"]
__all__ += ["two"]
