(import_spec) @import
(type_spec) @type
(function_declaration) @function
(method_declaration) @method
(func_literal) @literal
(block) @scope
(function_declaration body: (_) @body)
(method_declaration body: (_) @body)
(func_literal body: (_) @literal_body)
(short_var_declaration) @variables
(var_spec) @variable
(call_expression function: (_) @callee)
(call_expression function: (identifier) @name)
(selector_expression operand: (identifier) @name)
(index_expression operand: (identifier) @name)
[(if_statement) (for_statement) (expression_case) (type_case) (communication_case)] @branch
(comment) @comment
