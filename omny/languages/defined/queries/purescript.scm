(data) @define.class
(newtype) @define.class
(type_alias) @define.type
(class_declaration) @define.type_class
(class_instance) @define.instance
(data name: (type) @name)
(newtype name: (type) @name)
(type_alias name: (type) @name)
(class_declaration (class_head (class_name) @name))
(class_instance (instance_name) @name)
[(signature) (function)] @define.function
(signature name: (variable) @name)
(function name: (variable) @name)

[(exp_let_in) (exp_lambda) (alt)] @scope
(patterns) @bind
(patterns (pat_name (variable) @bind.name))

(exp_apply . (exp_name) @call)

(comment) @comment
[(exp_if) (alt) (guard)] @branch
