; What the walk of a PHP file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(class_declaration) @define.class
(anonymous_class) @define.class
(trait_declaration) @define.type
(interface_declaration) @define.interface
(enum_declaration) @define.enum
(class_declaration name: (name) @name)
(trait_declaration name: (name) @name)
(interface_declaration name: (name) @name)
(enum_declaration name: (name) @name)
(base_clause [(name) (qualified_name) (relative_name)] @base)
(class_interface_clause [(name) (qualified_name) (relative_name)] @base)
(use_declaration [(name) (qualified_name) (relative_name)] @base)

(function_definition) @define.function
(function_definition name: (name) @name)
(function_definition parameters: (formal_parameters) @parameters)
(function_definition return_type: (_) @returns)
(method_declaration) @define.method
(method_declaration name: (name) @name)
(method_declaration parameters: (formal_parameters) @parameters)
(method_declaration return_type: (_) @returns)
(method_declaration (static_modifier) @static)

(namespace_definition) @unit
(namespace_use_declaration) @import

(anonymous_function) @scope
(arrow_function) @scope

(simple_parameter) @bind
(variadic_parameter) @bind
(property_promotion_parameter) @bind
(property_declaration) @bind
(const_declaration) @value
(enum_case) @bind
(use_as_clause) @bind
(use_instead_of_clause) @bind
(assignment_expression) @bind
(reference_assignment_expression) @bind
(augmented_assignment_expression) @bind
(foreach_statement) @bind
(catch_clause) @bind
(static_variable_declaration) @bind
(global_declaration) @bind

(function_call_expression) @invoke
(member_call_expression) @invoke
(nullsafe_member_call_expression) @invoke
(scoped_call_expression) @invoke
(argument (array_creation_expression) @invoke)
(argument (string) @invoke)
(object_creation_expression) @new
(return_statement) @return

(comment) @comment
[
  (if_statement) (else_if_clause) (while_statement) (do_statement) (for_statement) (foreach_statement) (case_statement)
  (catch_clause) (conditional_expression) (match_conditional_expression)
] @branch
