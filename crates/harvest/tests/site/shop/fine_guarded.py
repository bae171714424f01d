import warnings

try:
    import speedups
except ImportError:
    pass
else:
    warnings.warn("speedups is deprecated", DeprecationWarning)

if __name__ == "__main__":
    warnings.warn("running this file is deprecated", DeprecationWarning)
