; What the walk of a Ruby file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(class) @define.class
(class name: (_) @name)
(class superclass: (superclass (_) @base))
(module) @define.class
(module name: (_) @name)
(singleton_class) @scope
(method) @define.method
(method name: (_) @name)
(method parameters: (method_parameters) @parameters)
(singleton_method) @define.method
(singleton_method name: (_) @name)
(singleton_method parameters: (method_parameters) @parameters)

[(block) (do_block) (lambda)] @scope
[(block_parameters) (lambda_parameters) (exception_variable)] @bind
[(assignment) (operator_assignment) (for) (in_clause)] @bind
(alias) @bind

[(call) (identifier) (super)] @invoke
(return (argument_list (_) @return))

(comment) @comment
[(if) (elsif) (unless) (while) (until) (for) (when) (in_clause) (rescue)] @branch
[(if_modifier) (unless_modifier) (while_modifier) (until_modifier) (conditional)] @branch
