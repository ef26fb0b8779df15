(function_declaration) @define.function
(function_declaration name: (identifier) @name)
(function_declaration (parameters) @parameters)
(function_declaration type: (_) @returns)
(test_declaration) @define.test
(test_declaration [(string) (identifier)] @name)

(variable_declaration (struct_declaration)) @define.struct
(variable_declaration (opaque_declaration)) @define.struct
(variable_declaration (union_declaration)) @define.union
(variable_declaration (enum_declaration)) @define.enum
(variable_declaration (error_set_declaration)) @define.enum
(variable_declaration . (identifier) @name
  [(struct_declaration) (opaque_declaration) (union_declaration) (enum_declaration) (error_set_declaration)])

; What is imported is defined elsewhere.
(source_file (variable_declaration
  [(integer) (float) (string) (multiline_string) (boolean) (character) (call_expression) (binary_expression)
   (anonymous_struct_initializer) (struct_initializer) (unary_expression)]) @define.value)
(source_file (variable_declaration . (identifier) @name))

(block) @scope
(parameter) @bind
(parameter name: (identifier) @bind.name)
(block (variable_declaration) @bind)
(variable_declaration . (identifier) @bind.name)
(payload) @bind
(payload (identifier) @bind.name)

(call_expression function: (_) @call)

(comment) @comment
[(if_statement) (if_expression) (for_statement) (while_statement) (switch_case) (catch_expression)] @branch
