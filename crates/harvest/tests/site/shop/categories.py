class ShopDeprecation(DeprecationWarning):
    pass


class RemovedInShop30Warning(ShopDeprecation):
    pass


class ShopDeprecatedSince23(ShopDeprecation):
    pass


RemovedInNextVersion = RemovedInShop30Warning


class FineWarning(UserWarning):
    pass


class ShopBetaWarning(DeprecationWarning):
    pass
