"""How indexes of this kind fail in the field, each case a test; docs/field-cases.md lists them."""
