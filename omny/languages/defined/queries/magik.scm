(method) @define.method
(method exemplarname: (identifier) @on)
(method name: (identifier) @name)
(call receiver: [(self) (variable)] @_receiver message: (identifier)) @message
(invoke receiver: (variable) @call)
(comment) @comment
[(if) (elif) (loop) (while)] @branch
