; What the walk of JavaScript and TypeScript files looks at, in all of their grammars. Each capture name is a method
; `on_<name>` of the walk, but for those in `USES`, and for `comment` and `branch`, which the base class counts.
;
; A node is captured only where the pattern is certain of it or soon will be: while a pattern that has captured a
; function waits for something behind it, tree-sitter holds back all matches inside, at quadratic cost.

[(function_declaration) (generator_function_declaration)] @function
[(function_expression) (generator_function) (arrow_function)] @closure
[(class_declaration) (class)] @class
(class_body) @class_body
(method_definition) @method
(class_static_block) @static_block
(object) @object
(pair) @pair
(object (shorthand_property_identifier) @shorthand)
(object (spread_element [(identifier) (member_expression) (call_expression)] @spread))
(export_statement (decorator) @decorator)

[(statement_block) (switch_body)] @region
(for_statement) @for
(for_in_statement) @for_in
(catch_clause) @catch
[(lexical_declaration) (variable_declaration)] @declaration
[(assignment_expression) (augmented_assignment_expression)] @assignment

(import_statement) @import
(export_statement) @export
(return_statement (_)) @returned

(call_expression function: [
  (identifier) (member_expression) (subscript_expression) (call_expression) (super) (await_expression)
] @callee)
(call_expression function: (parenthesized_expression [
  (identifier) (member_expression) (sequence_expression) (await_expression) (call_expression) (assignment_expression)
] @callee))
(new_expression constructor: [(identifier) (this) (member_expression) (call_expression) (parenthesized_expression)] @callee)
(arguments [(identifier) (member_expression)] @argument)
(arguments (object) @argument_object)
(arguments (object (pair value: [(identifier) (member_expression)] @argument)))
(arguments (object (shorthand_property_identifier) @argument))
(arguments (array [(identifier) (member_expression)] @argument))
(arguments (function_expression name: (_) @passed_name))
(call_expression function: (parenthesized_expression (function_expression name: (_) @called_name)))
(call_expression
  function: (member_expression object: [(identifier) (member_expression)] @argument property: (property_identifier) @_bind)
  (#eq? @_bind "bind"))
(call_expression
  function: (member_expression)
  arguments: (arguments . [(arrow_function) (function_expression)] @argument_closure))

[
  (if_statement) (for_statement) (for_in_statement) (while_statement) (do_statement) (switch_case) (catch_clause)
  (ternary_expression)
] @branch
(binary_expression operator: ["&&" "||" "??"] @branch)

(comment) @comment
