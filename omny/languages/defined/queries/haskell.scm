(data_type) @define.class
(newtype) @define.class
(type_synomym) @define.type
(class) @define.type_class
(instance) @define.instance
(data_type name: (_) @name)
(newtype name: (_) @name)
(type_synomym name: (_) @name)
(class name: (_) @name)
(instance name: (_) @name)
(instance patterns: (type_patterns . (_) @name))

(declarations [(signature) (function) (bind)] @define.function)
(class_declarations [(signature) (function) (bind)] @define.method)
(instance_declarations [(function) (bind)] @define.method)
(local_binds (function) @define.function)
(signature name: (variable) @name)
(function name: (variable) @name)
(declarations (bind name: (variable) @name))
(class_declarations (bind name: (variable) @name))
(instance_declarations (bind name: (variable) @name))

[(let_in) (lambda) (alternative)] @scope
(function patterns: (patterns) @bind)
(patterns (variable) @bind.name)
(local_binds (bind) @bind)
(bind name: (variable) @bind.name)
(alternative pattern: (variable) @bind.name)

(apply function: [(variable) (qualified)] @call)
(infix operator: (infix_id [(variable) (qualified)] @call))

[(comment) (haddock)] @comment
[(guards) (alternative) (conditional)] @branch
