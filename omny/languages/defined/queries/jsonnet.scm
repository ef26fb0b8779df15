(bind function: (id)) @define.function
(bind (anonymous_function)) @define.function
(bind . (id)) @define.value
(bind function: (id) @name)
(bind . (id) @name)
(field function: (fieldname)) @define.method
(field) @define.value
(field function: (fieldname (id) @name))
(field . (fieldname (id) @name))
(bind params: (params) @parameters)

(params) @bind
(params (param identifier: (id) @bind.name))
(object) @scope

(functioncall . [(id) (fieldaccess)] @call)

(comment) @comment
(conditional) @branch
