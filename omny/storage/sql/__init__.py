"""What the backends share: how records become rows, and rows records.

It knows the columns of both schemas. It does not know a driver.
"""
