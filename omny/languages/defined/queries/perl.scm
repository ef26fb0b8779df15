(package_statement) @define.package
(package_statement name: (package) @name)
(subroutine_declaration_statement) @define.function
(subroutine_declaration_statement name: (bareword) @name)

(function_call_expression function: (function) @call)
(ambiguous_function_call_expression function: (function) @call)
(method_call_expression) @message

[(comment) (pod)] @comment
[(conditional_statement) (elsif) (loop_statement) (for_statement) (cstyle_for_statement) (conditional_expression)]
  @branch
