; What the walk of JavaScript and TypeScript files looks at, in all of their grammars. Each capture name is a method
; `on_<name>` of the walk, but for those in `USES`, and for `comment` and `branch`, which the base class counts.
;
; Patterns are few and shallow, and capture a node only where they are certain of it or soon will be: what has begun to
; match waits until its node ends, at a cost to everything inside, which is quadratic in deep nesting.

[(function_declaration) (generator_function_declaration)] @function
[(function_expression) (generator_function) (arrow_function)] @closure
[(class_declaration) (class)] @class
(class_body) @class_body
(method_definition) @method
(class_static_block) @static_block
(object) @object
(pair) @pair
(object [
  (shorthand_property_identifier) @shorthand
  (spread_element [(identifier) (member_expression) (call_expression)] @spread)
])
(export_statement (decorator) @decorator)

[(statement_block) (switch_body)] @region
(for_statement) @for
(for_in_statement) @for_in
(catch_clause) @catch
[(lexical_declaration) (variable_declaration)] @declaration
[(assignment_expression) (augmented_assignment_expression)] @assignment

(import_statement) @import
(export_statement) @export
(return_statement) @returned

(call_expression function: [
  (identifier) @callee (member_expression) @callee (subscript_expression) @callee (call_expression) @callee
  (super) @callee (await_expression) @callee
  (parenthesized_expression [
    (identifier) @callee (member_expression) @callee (sequence_expression) @callee (await_expression) @callee
    (call_expression) @callee (assignment_expression) @callee (function_expression name: (_) @called_name)
  ])
])
(new_expression constructor: [(identifier) (this) (member_expression) (call_expression) (parenthesized_expression)] @callee)
(call_expression
  function: (member_expression object: [(identifier) (member_expression)] @argument property: (property_identifier) @_bind)
  (#eq? @_bind "bind"))
(arguments [
  (identifier) @argument (member_expression) @argument (object) @argument_object (arrow_function) @argument_closure
  (function_expression) @argument_closure
])

[
  (if_statement) (for_statement) (for_in_statement) (while_statement) (do_statement) (switch_case) (catch_clause)
  (ternary_expression)
] @branch
["&&" "||" "??"] @branch

(comment) @comment
