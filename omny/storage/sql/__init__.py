"""The parts that SQL backends share: the statements, the readers and writers over them, and rows as records.

It knows the columns of the schemas, and a dialect for each database. It knows no driver.
"""
