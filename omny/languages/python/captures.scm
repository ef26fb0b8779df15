; What the walk of a Python file looks at; the vocabulary is that of omny/extract/generic_walk.py. `body`, `global`,
; `nonlocal`, `yield`, `narrow` and `case` are Python's own.

(function_definition) @define.function
(function_definition body: (_) @body)
(class_definition) @define.class
(class_definition body: (_) @body)
(lambda body: (_) @scope)
[(list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)] @scope

(call function: (_) @call)
(argument_list [(identifier) (attribute)] @pass)
(keyword_argument value: [(identifier) (attribute)] @pass)

(assignment) @bind
(named_expression) @bind
(for_statement) @bind
(for_in_clause) @bind
(as_pattern) @bind
(augmented_assignment left: (identifier) @bind)
(pattern_list (identifier) @bind)
(tuple_pattern (identifier) @bind)
(list_pattern (identifier) @bind)
(pattern_list (list_splat_pattern (identifier) @bind))
(tuple_pattern (list_splat_pattern (identifier) @bind))
(list_pattern (list_splat_pattern (identifier) @bind))
(delete_statement (identifier) @bind)
(case_pattern (dotted_name . (identifier) @bind .))
(keyword_pattern (dotted_name . (identifier) @bind .))
(splat_pattern (identifier) @bind)
(type_alias_statement left: (type (identifier) @bind))

(call function: (identifier) @narrow (#eq? @narrow "isinstance"))
(case_clause) @case

(import_statement) @import
(import_from_statement) @import
(global_statement) @global
(nonlocal_statement) @nonlocal
(return_statement (_) @return)
(yield) @yield

[
  (if_statement) (elif_clause) (for_statement) (while_statement) (except_clause) (case_clause) (conditional_expression)
  (boolean_operator) (if_clause)
] @branch

; What can call something without a call: a property, an operator, `with` ...
(attribute) @read
(binary_operator) @implicit
(augmented_assignment) @implicit
(comparison_operator) @implicit
(unary_operator) @implicit
(subscript) @implicit
(raise_statement) @implicit
(with_item) @implicit
(for_statement) @implicit
(for_in_clause) @implicit

(comment) @comment
(block) @block
