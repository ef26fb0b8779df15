(class_declaration) @define.class
[(interface_declaration) (trait_declaration)] @define.interface
(enum_declaration) @define.enum
(alias_declaration) @define.type
(method_declaration) @define.method
(function_declaration) @define.function
(const_declaration) @define.constant
(class_declaration name: (identifier) @name)
(interface_declaration name: (identifier) @name)
(trait_declaration name: (identifier) @name)
(enum_declaration name: (identifier) @name)
(alias_declaration . (identifier) @name)
(method_declaration name: (identifier) @name)
(function_declaration name: (identifier) @name)
(const_declaration (const_declarator name: (identifier) @name))
(extends_clause (type_specifier (qualified_identifier) @base))
(implements_clause (type_specifier (qualified_identifier) @base))
(method_declaration (parameters) @parameters)
(function_declaration (parameters) @parameters)

(call_expression function: [(qualified_identifier) (selection_expression) (scoped_identifier)] @call)
(new_expression . (qualified_identifier) @call)

(comment) @comment
[(if_statement) (for_statement) (foreach_statement) (while_statement) (switch_case) (catch_clause)] @branch
