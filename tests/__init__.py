"""Tests by behaviour, in folders that mirror the package. What holds for all of it is in laws/, what tests share is in
support/."""
