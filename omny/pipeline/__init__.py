"""One pass, from what is on disk to one commit: ledger, change detection, analysis, delta, transaction.

It knows how an index is brought up to date. It does not know when that is due, or who asks.
"""
