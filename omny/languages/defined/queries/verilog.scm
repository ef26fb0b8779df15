(module_declaration) @define.module
(interface_declaration) @define.interface
(package_declaration) @define.package
(class_declaration) @define.class
(function_declaration) @define.function
(task_declaration) @define.function
(class_constructor_declaration) @define.constructor
(type_declaration) @define.type
(module_declaration (module_header (simple_identifier) @name))
(interface_declaration (interface_ansi_header (interface_identifier) @name))
(package_declaration . (package_identifier) @name)
(class_declaration (class_identifier) @name)
(class_declaration (class_type) @base)
(function_declaration (function_body_declaration (function_identifier) @name))
(task_declaration (task_body_declaration (task_identifier) @name))
(class_constructor_declaration "new" @name)
(type_declaration (simple_identifier) @name)

; An instance of a module is a use of it.
(module_instantiation . (simple_identifier) @call)
(tf_call . (simple_identifier) @call)

(comment) @comment
[(conditional_statement) (loop_statement) (case_item)] @branch
