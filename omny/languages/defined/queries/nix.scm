(binding expression: (function_expression)) @define.function
(let_expression (binding_set (binding) @define.value))
(let_expression body: (_ (binding_set (binding) @define.value)))
(function_expression body: (_ (binding_set (binding) @define.value)))
(source_code expression: (_ (binding_set (binding) @define.value)))
(binding attrpath: (attrpath) @name)

(let_expression) @scope
(function_expression) @scope
(function_expression formals: (formals) @bind)
(formals formal: (formal name: (identifier) @bind.name))
(function_expression universal: (identifier)) @bind
(function_expression universal: (identifier) @bind.name)

(apply_expression function: [(variable_expression) (select_expression)] @call)

(comment) @comment
(if_expression) @branch
