(module_definition) @define.module
(struct_definition) @define.struct
(abstract_definition) @define.interface
(macro_definition) @define.macro
(function_definition) @define.function
(assignment . (call_expression)) @define.function
(assignment . (where_expression . (call_expression))) @define.function
(assignment . (typed_expression . (call_expression))) @define.function
(const_statement) @define.constant
(module_definition name: (identifier) @name)
(struct_definition (type_head (identifier) @name))
(struct_definition (type_head (binary_expression . (identifier) @name)))
(struct_definition (type_head (parametrized_type_expression . (identifier) @name)))
(abstract_definition (type_head (identifier) @name))
(abstract_definition (type_head (binary_expression . (identifier) @name)))
(macro_definition (signature (call_expression . (identifier) @name)))
(function_definition (signature (call_expression . (_) @name)))
(function_definition (signature (typed_expression . (call_expression . (_) @name))))
(function_definition (signature (where_expression . (call_expression . (_) @name))))
(assignment . (call_expression . (identifier) @name))
(assignment . (where_expression . (call_expression . (identifier) @name)))
(assignment . (typed_expression . (call_expression . (identifier) @name)))
(const_statement (assignment . (identifier) @name))
(function_definition (signature (call_expression (argument_list) @parameters)))

; The head of a definition looks like a call.
(function_definition (signature) @skip)
(macro_definition (signature) @skip)
(assignment . [(call_expression) (where_expression) (typed_expression)] @skip)

(signature (call_expression (argument_list) @bind))
(signature (typed_expression . (call_expression (argument_list) @bind)))
(assignment . (call_expression (argument_list) @bind))
(assignment . (where_expression . (call_expression (argument_list) @bind)))
(argument_list (identifier) @bind.name)
(argument_list (typed_expression . (identifier) @bind.name))
[(let_statement) (for_statement) (arrow_function_expression) (do_clause)] @scope
(arrow_function_expression . (identifier)) @bind
(arrow_function_expression . (identifier) @bind.name)
(assignment . (identifier)) @bind
(assignment . (identifier) @bind.name)

(call_expression . [(identifier) (field_expression)] @invoke)
(macrocall_expression (macro_identifier (identifier) @invoke))

[(line_comment) (block_comment)] @comment
[(if_statement) (elseif_clause) (for_statement) (while_statement) (catch_clause) (ternary_expression)] @branch
