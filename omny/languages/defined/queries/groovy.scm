; The grammar knows commands, and no classes: a class is a command that begins with that word.
((command (unit (identifier) @_word)) @define.class (#eq? @_word "class"))
((command (unit (identifier) @_word)) @define.interface (#match? @_word "^(interface|trait)$"))
((command (unit (identifier) @_word)) @define.enum (#eq? @_word "enum"))
((command (unit (identifier) @_word) (unit (identifier) @name)) (#match? @_word "^(class|interface|trait|enum)$"))
((command (unit (identifier) @_word) (block . (unit (identifier) @name)))
  (#match? @_word "^(class|interface|trait|enum)$"))

((command . (unit (identifier) @_word) (block . (unit (func)))) @define.function
  (#match? @_word "^(?!(return|new|assert|throw|else)$)"))
((command . (unit (identifier) @_word) (block . (unit (func . (identifier) @name))))
  (#match? @_word "^(?!(return|new|assert|throw|else)$)"))

(block . (unit (func (arg_block) @bind)))
(block . (unit (func (arg_block (unit (identifier) @bind.name)))))

((func . (identifier) @invoke) (#match? @invoke "^(?!(if|for|while|switch|catch)$)"))

[(line_comment) (block_comment)] @comment
((func . (identifier) @_word) @branch (#match? @_word "^(if|for|while|switch|catch)$"))
