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
(shorthand_property_identifier) @shorthand
(spread_element) @spread
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

(call_expression function: (_) @callee)
(new_expression constructor: (_) @callee)
(call_expression
  function: (member_expression object: [(identifier) (member_expression)] @argument property: (property_identifier) @_bind)
  (#eq? @_bind "bind"))
(arguments) @arguments
(arguments [(identifier) (member_expression)] @argument)

[
  (if_statement) (for_statement) (for_in_statement) (while_statement) (do_statement) (switch_case) (catch_clause)
  (ternary_expression)
] @branch
["&&" "||" "??"] @branch

(comment) @comment
