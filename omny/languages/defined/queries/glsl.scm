(struct_specifier body: (_)) @define.struct
(function_definition) @define.function
(preproc_function_def) @define.macro
(preproc_def value: (_)) @define.constant
(translation_unit (declaration) @define.variable)
(struct_specifier name: (_) @name)
(function_definition declarator: (function_declarator declarator: (identifier) @name))
(function_definition declarator: (function_declarator parameters: (parameter_list) @parameters))
(function_definition type: (_) @returns)
(preproc_function_def name: (identifier) @name)
(preproc_def name: (identifier) @name)
(translation_unit (declaration declarator: (identifier) @name))
(translation_unit (declaration declarator: (init_declarator declarator: (identifier) @name)))

[(compound_statement) (for_statement)] @scope
(parameter_declaration) @bind
(parameter_declaration declarator: (identifier) @bind.name)
(compound_statement (declaration) @bind)
(declaration declarator: (identifier) @bind.name)
(declaration declarator: (init_declarator declarator: (identifier) @bind.name))

(call_expression function: (identifier) @call)

(comment) @comment
[(if_statement) (for_statement) (while_statement) (case_statement) (conditional_expression)] @branch
