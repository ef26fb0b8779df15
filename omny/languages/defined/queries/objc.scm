(class_implementation) @define.class
(protocol_declaration) @define.protocol
(class_implementation . (identifier) @name)
(protocol_declaration . (identifier) @name)
(method_definition) @define.method
(method_definition (identifier) @name)
(protocol_declaration (method_declaration) @define.method)
(protocol_declaration (method_declaration (identifier) @name))
(function_definition) @define.function
(function_definition declarator: (function_declarator declarator: (identifier) @name))
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
(function_definition declarator: (function_declarator parameters: (parameter_list) @parameters))
(preproc_function_def) @define.macro
(preproc_def value: (_)) @define.constant
(preproc_function_def name: (identifier) @name)
(preproc_def name: (identifier) @name)
(struct_specifier body: (_)) @define.struct
(enum_specifier body: (_)) @define.enum
(struct_specifier name: (type_identifier) @name)
(enum_specifier name: (type_identifier) @name)

(compound_statement) @scope
(method_parameter) @bind
(method_parameter (identifier) @bind.name)
(parameter_declaration) @bind
(parameter_declaration declarator: (identifier) @bind.name)
(parameter_declaration declarator: (pointer_declarator declarator: (identifier) @bind.name))
(compound_statement (declaration) @bind)
(declaration declarator: (identifier) @bind.name)
(declaration declarator: (init_declarator declarator: (identifier) @bind.name))
(declaration declarator: (init_declarator declarator: (pointer_declarator declarator: (identifier) @bind.name)))

(call_expression function: (identifier) @call)
(message_expression receiver: (identifier)) @message

(comment) @comment
[(if_statement) (for_statement) (while_statement) (do_statement) (case_statement) (conditional_expression)] @branch
