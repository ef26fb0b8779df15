(mixin_statement) @define.macro
(function_statement) @define.function
(stylesheet (declaration) @define.variable)
(mixin_statement name: (identifier) @name)
(function_statement name: (identifier) @name)
((stylesheet (declaration (property_name) @name)) (#match? @name "^[$]"))
(mixin_statement (parameters) @parameters)
(function_statement (parameters) @parameters)
(include_statement . (identifier) @call)
(call_expression (function_name) @call)
[(comment) (js_comment)] @comment
[(if_statement) (each_statement) (for_statement) (while_statement)] @branch
