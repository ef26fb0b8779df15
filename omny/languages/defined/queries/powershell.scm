(class_statement) @define.class
(enum_statement) @define.enum
(class_method_definition) @define.method
(function_statement) @define.function
(class_statement . (simple_name) @name)
(enum_statement . (simple_name) @name)
(class_method_definition (simple_name) @name)
(function_statement (function_name) @name)
(class_statement (simple_name) (simple_name) @base)
(class_method_definition (class_method_parameter_list) @parameters)
(function_statement (function_parameter_declaration) @parameters)

(command command_name: (command_name) @call)
(invokation_expression (argument_list) @applied)

(comment) @comment
[(if_statement) (elseif_clause) (foreach_statement) (for_statement) (while_statement) (switch_clause)] @branch
