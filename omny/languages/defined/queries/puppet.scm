(class_definition) @define.class
(defined_resource_type) @define.component
(function_declaration) @define.function
(node_definition) @define.instance
(class_definition . (_) @name)
(defined_resource_type . (_) @name)
(function_declaration . (_) @name)
(node_definition (node_name (string) @name))
(function_declaration (parameter_list) @parameters)

(include_statement (_) @call)
(resource_declaration type: (_) @call)
(function_call . [(identifier) (class_identifier)] @call)

(comment) @comment
[(if_statement) (elsif_statement) (unless_statement) (case_statement)] @branch
