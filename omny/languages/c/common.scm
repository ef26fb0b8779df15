; What the walk of a C file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(preproc_include) @import

(function_definition) @define.function
(preproc_function_def) @define.macro
(struct_specifier body: (field_declaration_list)) @define.class
(union_specifier body: (field_declaration_list)) @define.class
(enum_specifier body: (enumerator_list)) @define.enum

(declaration) @bind
(field_declaration) @bind
(type_definition) @bind
(preproc_def) @bind

(compound_statement) @scope
(for_statement) @scope

(call_expression) @invoke
(argument_list [(identifier) (pointer_expression)] @pass)
(initializer_list [(identifier) (pointer_expression)] @pass)
(initializer_pair value: [(identifier) (pointer_expression)] @pass)
(init_declarator value: [(identifier) (pointer_expression)] @pass)
(assignment_expression right: [(identifier) (pointer_expression)] @pass)
(conditional_expression [(identifier) (pointer_expression)] @pass)
(return_statement [(identifier) (pointer_expression)] @pass)

(comment) @comment
[
  (if_statement) (for_statement) (while_statement) (do_statement) (case_statement) (conditional_expression)
] @branch
