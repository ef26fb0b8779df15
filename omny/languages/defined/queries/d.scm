(class_declaration) @define.class
(struct_declaration) @define.struct
(union_declaration) @define.union
(interface_declaration) @define.interface
(enum_declaration) @define.enum
(template_declaration) @define.macro
(function_declaration) @define.function
(constructor) @define.constructor
(manifest_declarator) @define.constant
(class_declaration (identifier) @name)
(struct_declaration (identifier) @name)
(union_declaration (identifier) @name)
(interface_declaration (identifier) @name)
(enum_declaration (identifier) @name)
(template_declaration (identifier) @name)
(function_declaration (identifier) @name)
(constructor . (_) @name)
(manifest_declarator . (identifier) @name)
(function_declaration (parameters) @parameters)
(class_declaration (base_class (identifier) @base))
(interface_declaration (base_class (identifier) @base))

(block_statement) @scope
(parameter) @bind
(parameter (identifier) @bind.name)
(block_statement (variable_declaration) @bind)
(variable_declaration (declarator . (identifier) @bind.name))
(block_statement (auto_declaration) @bind)
(auto_declaration (identifier) @bind.name)

(call_expression . (identifier) @call)
(call_expression . (property_expression) @call)
(call_expression . (type (identifier) @call))
(new_expression (type (identifier) @call))

(comment) @comment
[(if_statement) (for_statement) (foreach_statement) (while_statement) (case_statement) (ternary_expression)] @branch
