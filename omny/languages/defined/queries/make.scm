(rule) @define.target
((rule (targets . (word) @name)) (#match? @name "^[^.]"))
(makefile (variable_assignment) @define.variable)
(variable_assignment name: (word) @name)
(define_directive) @define.macro
(define_directive name: (word) @name)

; What a target needs is run before it.
((rule (targets . (word) @_target) normal: (prerequisites (word) @call)) (#match? @_target "^[^.]"))
((function_call (arguments argument: (text) @_text)) @branch (#match? @_text "^if"))

(comment) @comment
(conditional) @branch
