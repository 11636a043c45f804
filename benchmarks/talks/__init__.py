"""Customers who want something certain, and how many of them get exactly that: ``python -m benchmarks.talks``.

A file holds one talk a line, as JSON:

    {"id", "kind", "lang", "says": [...], "goal": {...}, "answers": {...}, "expect": [...]}

says     what the customer writes, in order, whatever is answered. An item is a text, a list of texts (bubbles sent at once), or
         a move: {"pay": approve | cancel | fail | timeout}, {"order": process | ship | out-for-delivery | deliver | refund},
         {"tap": part of a title}, {"stock": [sku, n]}
goal     what the customer wants in the end:
         "lines": {sku: quantity} of the order placed last, exactly; "address", "not_address", "note": patterns of where it goes
         and of all that was said for the delivery; "method"; "payer": the phone that is asked for money; "orders": how many
         in all (1 where there are lines, else 0); "paid": how many payments succeeded
answers  what the customer says when asked, once ``says`` is used up: "which" and "quantity" {sku: words}; else words by what is
         awaited, such as "address", "method", "phone", "confirm", and "other" where nothing else fits
expect   what must or must not be heard: {"after": place in says, -1 for the end, "has": pattern, "not": pattern}
silent   true where the shop may stay silent

After ``says`` the customer goes on by the answers, at most nine turns, until the order is placed. To a summary that is not the goal
the customer does not say yes: the talk has then failed as "misread". An order placed that is not the goal is a "wrong order",
which is worse. Patterns are regular expressions in which the case of letters does not matter.
"""
