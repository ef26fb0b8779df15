((ui_object_definition initializer: (ui_object_initializer (ui_binding name: (identifier) @_word))) @define.component
  (#eq? @_word "id"))
((ui_object_definition
  initializer: (ui_object_initializer
    (ui_binding name: (identifier) @_word value: (expression_statement (identifier) @name))))
  (#eq? @_word "id"))
(ui_property) @define.variable
(ui_property name: (identifier) @name)
(ui_signal) @define.signal
(ui_signal name: (identifier) @name)
(function_declaration) @define.function
(function_declaration name: (identifier) @name)
(function_declaration parameters: (formal_parameters) @parameters)

[(statement_block) (arrow_function)] @scope
(formal_parameters) @bind
(formal_parameters (required_parameter pattern: (identifier) @bind.name))
[(variable_declaration) (lexical_declaration)] @bind
(variable_declarator name: (identifier) @bind.name)

(call_expression function: [(identifier) (member_expression)] @call)

(comment) @comment
[(if_statement) (for_statement) (while_statement) (switch_case) (ternary_expression) (catch_clause)] @branch
