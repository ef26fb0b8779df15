(binary_operator lhs: (identifier) operator: ["<-" "=" "<<-"] rhs: (function_definition)) @define.function
(program (binary_operator lhs: (identifier) operator: ["<-" "="]) @define.value)
(binary_operator lhs: (identifier) @name operator: ["<-" "=" "<<-"] rhs: (function_definition))
(program (binary_operator lhs: (identifier) @name operator: ["<-" "="]))
(binary_operator rhs: (function_definition parameters: (parameters) @parameters))
((call function: (identifier) @_word) @define.class (#match? @_word "^(setClass|setRefClass|R6Class)$"))
((call function: (identifier) @_word) @define.function (#eq? @_word "setGeneric"))
((call function: (identifier) @_word) @define.method (#eq? @_word "setMethod"))
((call function: (identifier) @_word arguments: (arguments . argument: (argument value: (string) @name)))
  (#match? @_word "^(setClass|setRefClass|R6Class|setGeneric|setMethod)$"))

(function_definition) @scope
; Code that is handed to a function has names of its own, as in a test.
(argument value: (braced_expression) @scope)
(parameter) @bind
(parameter name: (identifier) @bind.name)

(call function: [(identifier) (namespace_operator) (extract_operator)] @call)

(comment) @comment
[(if_statement) (for_statement) (while_statement) (repeat_statement)] @branch
