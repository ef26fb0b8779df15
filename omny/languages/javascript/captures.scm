; What only the grammar of JavaScript has; with common.scm and jsx.scm.

(class_heritage (_) @base)
(field_definition) @field
(method_definition (decorator) parameters: (formal_parameters) @late)
(using_declaration) @bind
