(namespace_definition) @define.namespace
(class_specifier body: (_)) @define.class
(struct_specifier body: (_)) @define.struct
(union_specifier body: (_)) @define.union
(enum_specifier body: (_)) @define.enum
(function_definition) @define.function
(field_declaration declarator: (function_declarator)) @define.method
(field_declaration declarator: (function_declarator declarator: (field_identifier) @name))
(preproc_function_def) @define.macro
(preproc_def value: (_)) @define.constant
(type_definition) @define.type
(alias_declaration) @define.type
(namespace_definition name: (_) @name)
(class_specifier name: (_) @name)
(struct_specifier name: (_) @name)
(union_specifier name: (_) @name)
(enum_specifier name: (_) @name)
(function_definition declarator: (function_declarator declarator: [(identifier) (field_identifier)] @name))
(function_definition declarator: (function_declarator declarator: (qualified_identifier name: (_) @name)))
(function_definition declarator: (function_declarator declarator: (qualified_identifier scope: (_) @on)))
(function_definition declarator: (_ declarator: (function_declarator declarator: [(identifier) (field_identifier)] @name)))
(function_definition declarator: (function_declarator parameters: (parameter_list) @parameters))
(function_definition type: (_) @returns)
(preproc_function_def name: (identifier) @name)
(preproc_def name: (identifier) @name)
(type_definition declarator: (type_identifier) @name)
(alias_declaration name: (type_identifier) @name)
(class_specifier (base_class_clause (type_identifier) @base))
(struct_specifier (base_class_clause (type_identifier) @base))

[(compound_statement) (for_statement) (lambda_expression)] @scope
(parameter_declaration) @bind
(parameter_declaration declarator: (identifier) @bind.name)
(parameter_declaration declarator: (_ declarator: (identifier) @bind.name))
(parameter_declaration declarator: (function_declarator
  declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @bind.name))))
(field_declaration declarator: (field_identifier)) @bind
(field_declaration declarator: (field_identifier) @bind.name)
(compound_statement (declaration) @bind)
(declaration declarator: (identifier) @bind.name)
(declaration declarator: (init_declarator declarator: (identifier) @bind.name))
(declaration declarator: (init_declarator declarator: (_ declarator: (identifier) @bind.name)))

(call_expression function: (_) @call)
(new_expression type: (type_identifier) @call)

(comment) @comment
[(if_statement) (for_statement) (while_statement) (do_statement) (case_statement) (conditional_expression)] @branch
