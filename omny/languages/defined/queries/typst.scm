(let pattern: (call)) @define.function
(code (let) @define.value)
(let pattern: (call item: (ident) @name))
(code (let pattern: (ident) @name))
(let pattern: (call (group) @parameters))
(let pattern: (call) @skip)
(block) @scope
(let pattern: (call (group) @bind))
(group (ident) @bind.name)
(call item: [(ident) (field)] @invoke)
(comment) @comment
(branch) @branch
