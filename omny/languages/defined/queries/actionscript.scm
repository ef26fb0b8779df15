(class_declaration) @define.class
(interface_declaration) @define.interface
(function_declaration) @define.function
(constant_declaration) @define.constant
(class_declaration body: (statement_block (variable_declaration) @define.variable))
(class_declaration name: (identifier) @name)
(interface_declaration name: (identifier) @name)
(function_declaration name: (identifier) @name)
(constant_declaration name: (identifier) @name)
(class_declaration body: (statement_block (variable_declaration name: (identifier) @name)))
(class_declaration superclass: (identifier) @base)
(class_declaration interfaces: (identifier) @base)
(function_declaration parameters: (function_parameters) @parameters)

(function_parameters) @bind
(function_parameters (identifier) @bind.name)
(function_declaration body: (statement_block (variable_declaration) @bind))
(variable_declaration name: (identifier) @bind.name)

(call_expression function: [(identifier) (member_expression)] @call)

(block_comment) @comment
[(if_statement) (for_statement) (while_statement) (switch_case) (catch_clause)] @branch
