; What the walk of JavaScript and TypeScript files looks at, in all of their grammars. The vocabulary is that of
; omny/extract/generic_walk.py, and brackets of its own: bodies of classes, object literals and what stands in these,
; loops over items, `catch`, assignments, exports, and arguments.
;
; Patterns are few and shallow, and capture a node only where they are certain of it or soon will be: what has begun to
; match waits until its node ends, at a cost to everything inside, which is quadratic in deep nesting.

[(function_declaration) (generator_function_declaration)] @define.function
[(function_expression) (generator_function) (arrow_function)] @define.function
[(class_declaration) (class)] @define.class
(class_body) @body
(method_definition) @define.method
(class_static_block) @body
(export_statement (decorator) @decorate)

(object) @literal
(pair) @pair
(shorthand_property_identifier) @shorthand
(spread_element) @spread

[(statement_block) (switch_body) (for_statement)] @scope
(for_in_statement) @each
(catch_clause) @catch
(binary_expression left: [(identifier) (member_expression)] operator: "instanceof") @test
(binary_expression left: (unary_expression operator: "typeof") right: (string)) @test
((call_expression function: (identifier) @test) (#match? @test "^(is|has|assert)[A-Z]"))
[(lexical_declaration) (variable_declaration)] @bind
[(assignment_expression) (augmented_assignment_expression)] @assign

(import_statement) @import
(import_statement source: (_) @import.source)
(import_clause (identifier) @import.default)
(namespace_import (identifier) @import.all)
(import_specifier) @import.item
(export_statement) @export
(return_statement) @return

(call_expression function: (_) @call)
(new_expression constructor: (_) @call)
(call_expression
  function: (member_expression object: [(identifier) (member_expression)] @pass property: (property_identifier) @_bind)
  (#eq? @_bind "bind"))
(arguments) @arguments
(arguments [(identifier) (member_expression)] @pass)

[
  (if_statement) (for_statement) (for_in_statement) (while_statement) (do_statement) (switch_case) (catch_clause)
  (ternary_expression)
] @branch
["&&" "||" "??"] @branch

(comment) @comment
