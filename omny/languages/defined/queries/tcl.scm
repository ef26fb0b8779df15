(procedure) @define.function
(procedure name: (_) @name)
(procedure arguments: (_) @parameters)
(namespace) @define.namespace
((namespace (word_list . (simple_word) @_word (simple_word) @name)) (#match? @name "^(?!eval$)"))

(command name: (_) @call)

(comment) @comment
[(if) (elseif) (foreach) (while)] @branch
