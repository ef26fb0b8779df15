(dataclass) @define.class
(module) @define.module
[(memberPredicate) (classlessPredicate)] @define.function
(charpred) @define.constructor
(dataclass name: (className) @name)
(module name: (moduleName) @name)
(memberPredicate name: (predicateName) @name)
(classlessPredicate name: (predicateName) @name)
(charpred (className) @name)
(dataclass extends: (typeExpr name: (className) @base))

(varDecl) @bind
(varDecl (varName) @bind.name)

(aritylessPredicateExpr name: (literalId) @call)

[(line_comment) (block_comment) (qldoc)] @comment
