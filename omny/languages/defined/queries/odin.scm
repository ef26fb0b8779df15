(struct_declaration) @define.struct
(union_declaration) @define.union
(enum_declaration) @define.enum
(const_declaration) @define.constant
(procedure_declaration) @define.function
(struct_declaration . (identifier) @name)
(union_declaration . (identifier) @name)
(enum_declaration . (identifier) @name)
(const_declaration . (identifier) @name)
(procedure_declaration . (identifier) @name)
(procedure_declaration (procedure (parameters) @parameters))

[(block) (for_statement)] @scope
(parameter) @bind
(parameter . (identifier) @bind.name)
(block (assignment_statement) @bind)
(assignment_statement . (identifier) @bind.name)
(block (var_declaration) @bind)
(var_declaration . (identifier) @bind.name)

(call_expression "(" @applied)

(comment) @comment
[(if_statement) (for_statement) (when_statement)] @branch
