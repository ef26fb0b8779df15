(class_declaration) @define.class
(enum_declaration) @define.enum
(const_declaration) @define.constant
(function_declaration) @define.function
(class_declaration . (identifier) @name)
(enum_declaration . (identifier) @name)
(const_declaration . (identifier) @name)
(function_declaration . (identifier) @name)
(class_declaration . (identifier) (identifier) @base)
(function_declaration (parameters) @parameters)

(block) @scope
(parameter) @bind
(parameter . (identifier) @bind.name)
(local_declaration) @bind
(local_declaration . (identifier) @bind.name)

(call_expression function: [(identifier) (deref_expression)] @call)

(comment) @comment
[(if_statement) (for_statement) (foreach_statement) (while_statement) (case_statement)] @branch
