; What the walk of a Kotlin file looks at; the vocabulary is that of omny/extract/generic_walk.py. The grammar names
; nearly none of its parts, so the walk finds the roles of a definition itself.

(package_header) @unit
(package_header (qualified_identifier) @unit.name)
(import) @import

(class_declaration) @define.class
(object_declaration) @define.class
(companion_object) @extend
(function_declaration) @define.function
(secondary_constructor) @define.constructor
(property_declaration) @define.method
(enum_entry) @bind
(type_alias) @bind

(class_parameter) @bind
(parameter) @bind
(type_parameter) @bind
(type_constraint) @bind

(block) @scope
(lambda_literal) @scope
(anonymous_function) @scope
(for_statement) @scope
(catch_block) @scope
(when_expression) @scope
(when_entry) @scope
(if_expression [
  (as_expression) (assignment) (binary_expression) (call_expression) (if_expression) (index_expression)
  (infix_expression) (navigation_expression) (parenthesized_expression) (return_expression) (string_literal)
  (throw_expression) (try_expression) (when_expression)
] @scope)
(binary_expression right: (_) @scope)
(getter) @scope
(setter) @scope
(object_literal) @scope
(enum_entry (class_body) @scope)

(call_expression) @invoke
(navigation_expression) @invoke
(infix_expression) @invoke
(constructor_invocation) @invoke
(constructor_delegation_call) @invoke
(callable_reference) @invoke
(navigation_expression "::" @invoke)
(annotation) @decorate

[(line_comment) (block_comment)] @comment
[
  (if_expression) (for_statement) (while_statement) (do_while_statement) (catch_block) (when_entry)
] @branch
