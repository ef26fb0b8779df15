; Elements of JSX: a component is called; what an attribute is given by name is passed.

((jsx_opening_element name: (_) @call) (#match? @call "^[A-Z]|[.]"))
((jsx_self_closing_element name: (_) @call) (#match? @call "^[A-Z]|[.]"))
(jsx_attribute (jsx_expression [(identifier) (member_expression)] @pass))
