; What the walk of a C++ file looks at beside that of C; the vocabulary is that of omny/extract/generic_walk.py.

(namespace_definition) @namespace
(using_declaration) @import

(class_specifier body: (field_declaration_list)) @define.class
(base_class_clause [(type_identifier) (qualified_identifier) (template_type)] @base)

(alias_declaration) @bind
(namespace_alias_definition) @bind
(type_parameter_declaration) @bind
(optional_type_parameter_declaration) @bind
(variadic_type_parameter_declaration) @bind
(translation_unit [(class_specifier) (struct_specifier)] @bind)
(declaration_list [(class_specifier) (struct_specifier)] @bind)
(preproc_ifdef [(class_specifier) (struct_specifier)] @bind)
(preproc_if [(class_specifier) (struct_specifier)] @bind)
(preproc_else [(class_specifier) (struct_specifier)] @bind)
(template_declaration [(class_specifier) (struct_specifier)] @bind)
(field_declaration type: [(class_specifier) (struct_specifier)] @bind)
(condition_clause (declaration) @bind)

(template_declaration) @scope
(friend_declaration) @scope
(lambda_expression) @scope
(for_range_loop) @scope
(if_statement) @scope
(while_statement) @scope
(catch_clause) @scope

(field_initializer) @invoke
(new_expression) @invoke
(compound_literal_expression) @invoke
(argument_list (qualified_identifier) @pass)
(initializer_list (qualified_identifier) @pass)

[(catch_clause) (for_range_loop)] @branch
