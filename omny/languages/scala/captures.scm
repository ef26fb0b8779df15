; What the walk of a Scala file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(package_clause) @unit
(package_clause name: (_) @unit.name)
(import_declaration) @import

(class_definition) @define.class
(class_definition name: (_) @name)
(class_definition extend: (extends_clause type: (_) @base))
(trait_definition) @define.interface
(trait_definition name: (_) @name)
(trait_definition extend: (extends_clause type: (_) @base))
(object_definition) @define.class
(object_definition name: (_) @name)
(object_definition extend: (extends_clause type: (_) @base))
(package_object) @define.class
(package_object name: (_) @name)
(package_object extend: (extends_clause type: (_) @base))
(enum_definition) @define.enum
(enum_definition name: (_) @name)
(enum_definition extend: (extends_clause type: (_) @base))
(full_enum_case) @define.class
(full_enum_case name: (_) @name)
(full_enum_case extend: (extends_clause type: (_) @base))

(function_definition) @define.function
(function_definition name: (_) @name)
(function_definition return_type: (_) @returns)
(function_declaration) @define.function
(function_declaration name: (_) @name)
(function_declaration return_type: (_) @returns)

(class_definition (annotation) @decorate)
(trait_definition (annotation) @decorate)
(object_definition (annotation) @decorate)
(function_definition (annotation) @decorate)
(function_declaration (annotation) @decorate)

(block) @scope
(indented_block) @scope
(lambda_expression) @scope
(colon_argument) @scope
(for_expression) @scope
(case_clause) @scope
(arguments) @scope
(extension_definition) @scope
(given_definition) @scope
(instance_expression (template_body) @scope)
(infix_expression right: (_) @scope)

(simple_enum_case) @bind
(self_type) @bind
(type_parameters) @bind
(type_definition) @bind
(class_parameters) @bind
(parameter) @bind
(binding) @bind
(val_definition) @bind
(var_definition) @bind
(val_declaration) @bind
(var_declaration) @bind

(call_expression) @invoke
(infix_expression) @invoke
(prefix_expression) @invoke
(field_expression) @invoke
(method_value) @invoke
(postfix_expression) @invoke
(case_class_pattern) @invoke
(extends_clause arguments: (arguments)) @invoke
(instance_expression) @new

(arguments (identifier) @invoke)
(block (identifier) @invoke)
(indented_block (identifier) @invoke)
(template_body (identifier) @invoke)
(field_expression value: (identifier) @invoke)
(infix_expression left: (identifier) @invoke)
(infix_expression right: (identifier) @invoke)
(function_definition body: (identifier) @invoke)
(val_definition value: (identifier) @invoke)
(var_definition value: (identifier) @invoke)
(if_expression condition: (identifier) @invoke)
(if_expression consequence: (identifier) @invoke)
(if_expression alternative: (identifier) @invoke)
(case_clause (identifier) @invoke)
(guard condition: (identifier) @invoke)
(return_expression (identifier) @invoke)
(throw_expression (identifier) @invoke)
(interpolation (identifier) @invoke)
(tuple_expression (identifier) @invoke)
(assignment_expression right: (identifier) @invoke)
(parenthesized_expression (identifier) @invoke)
(match_expression value: (identifier) @invoke)
(lambda_expression (identifier) @invoke)
(enumerator (identifier) @invoke)
(ascription_expression (identifier) @invoke)
(prefix_expression (identifier) @invoke)
(while_expression condition: (identifier) @invoke)
(while_expression body: (identifier) @invoke)
(for_expression body: (identifier) @invoke)
(try_expression body: (identifier) @invoke)
(finally_clause (identifier) @invoke)
(parameter default_value: (identifier) @invoke)
(class_parameter default_value: (identifier) @invoke)
(vararg (identifier) @invoke)

[(comment) (block_comment)] @comment
[
  (if_expression) (for_expression) (while_expression) (do_while_expression) (case_clause) (guard)
] @branch
