; What the walk of a Python file looks at. Each capture name is a method `on_<name>` of omny/languages/python/walk.py,
; but for `comment` and `block`, which only cut the text that body hashes are over.

(function_definition) @function
(function_definition body: (_) @function_body)
(class_definition) @class
(class_definition body: (_) @class_body)
(lambda body: (_) @lambda_body)
[(list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)] @comprehension

(call function: (_) @callee)
(argument_list [(identifier) (attribute)] @argument)
(keyword_argument value: [(identifier) (attribute)] @argument)

(assignment) @assignment
(named_expression) @walrus
(for_statement) @for
(for_in_clause) @for_in
(as_pattern) @as
(augmented_assignment left: (identifier) @name)
(pattern_list (identifier) @name)
(tuple_pattern (identifier) @name)
(list_pattern (identifier) @name)
(pattern_list (list_splat_pattern (identifier) @name))
(tuple_pattern (list_splat_pattern (identifier) @name))
(list_pattern (list_splat_pattern (identifier) @name))
(delete_statement (identifier) @name)
(case_pattern (dotted_name . (identifier) @name .))
(keyword_pattern (dotted_name . (identifier) @name .))
(splat_pattern (identifier) @name)
(type_alias_statement left: (type (identifier) @name))

(import_statement) @import
(import_from_statement) @import_from
(global_statement) @global
(nonlocal_statement) @nonlocal
(return_statement (_) @returned)
(yield) @yield

[
  (if_statement) (elif_clause) (for_statement) (while_statement) (except_clause) (case_clause) (conditional_expression)
  (boolean_operator) (if_clause)
] @branch

(comment) @comment
(block) @block
