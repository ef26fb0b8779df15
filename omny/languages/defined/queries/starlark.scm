(function_definition) @define.function
(function_definition name: (identifier) @name)
(function_definition parameters: (parameters) @parameters)
(function_definition body: (block . (expression_statement (string) @doc)))
(module (expression_statement (assignment left: (identifier)) @define.value))
(module (expression_statement (assignment left: (identifier) @name)))

; A rule of a build file is a call with a name.
((module (expression_statement
  (call arguments: (argument_list (keyword_argument name: (identifier) @_word))) @define.target))
  (#eq? @_word "name"))
((module (expression_statement
  (call arguments: (argument_list (keyword_argument name: (identifier) @_word value: (string) @name)))))
  (#eq? @_word "name"))

(parameters) @bind
(parameters (identifier) @bind.name)
(parameters (default_parameter name: (identifier) @bind.name))
(block (expression_statement (assignment left: (identifier)) @bind))
(assignment left: (identifier) @bind.name)

(call function: [(identifier) (attribute)] @call)

(comment) @comment
[(if_statement) (elif_clause) (for_statement) (conditional_expression) (for_in_clause)] @branch
