__expired_attributes__ = {
    "gone": "Use `shop.new_constant` instead.",
    "gone_too": "It was never right.",
}

MOVED_IN_V2 = {"shop.cart:total": "shop.new_constant"}
REMOVED_IN_V2 = {"shop.cart:drop", "shop.cart:_hidden"}
fine_table = {"shop.cart:fine": "x"}
