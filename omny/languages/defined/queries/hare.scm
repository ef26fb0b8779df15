(type_declaration (struct_type)) @define.struct
(type_declaration (enum_type)) @define.enum
(type_declaration) @define.type
(constant_declaration) @define.constant
(function_declaration) @define.function
(type_declaration . (identifier) @name)
(constant_declaration . (identifier) @name)
(function_declaration name: (identifier) @name)
(function_declaration returns: (_) @returns)

(block) @scope
(parameter) @bind
(parameter . (identifier) @bind.name)
(let_declaration) @bind
(let_declaration (identifier) @bind.name)

(call_expression callee: (_) @call)

(comment) @comment
[(if_statement) (for_statement)] @branch
