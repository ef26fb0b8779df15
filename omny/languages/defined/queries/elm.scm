(file (value_declaration) @define.function)
(file (type_annotation) @define.function)
(type_alias_declaration) @define.type
(type_declaration) @define.enum
(port_annotation) @define.function
(file (value_declaration functionDeclarationLeft: (function_declaration_left . (lower_case_identifier) @name)))
(file (type_annotation name: (lower_case_identifier) @name))
(type_alias_declaration name: (upper_case_identifier) @name)
(type_declaration name: (upper_case_identifier) @name)
(port_annotation name: (lower_case_identifier) @name)

[(let_in_expr) (anonymous_function_expr) (case_of_branch)] @scope
(let_in_expr valueDeclaration: (value_declaration) @bind)
(value_declaration functionDeclarationLeft: (function_declaration_left . (lower_case_identifier) @bind.name))
(lower_pattern) @bind
(lower_pattern (lower_case_identifier) @bind.name)

(function_call_expr target: (value_expr name: (value_qid) @call))

[(line_comment) (block_comment)] @comment
[(if_else_expr) (case_of_branch)] @branch
