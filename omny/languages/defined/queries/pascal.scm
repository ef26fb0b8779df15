; A procedure is where its code is: an interface only declares it.
(defProc) @define.function
(defProc header: (declProc name: (identifier) @name))
(defProc header: (declProc name: (genericDot lhs: (_) @on)))
(defProc header: (declProc name: (genericDot rhs: (identifier) @name)))
(defProc header: (declProc args: (declArgs) @parameters))
(declType type: (declClass (kClass))) @define.class
(declType type: (declClass (kRecord))) @define.record
(declType type: (declIntf)) @define.interface
(declType) @define.type
(declType name: (identifier) @name)
(declClass parent: (typeref) @base)
(declConst) @define.constant
(declConst name: (identifier) @name)

(declArg) @bind
(declArg name: (identifier) @bind.name)
(defProc local: (declVars (declVar) @bind))
(declVar name: (identifier) @bind.name)

(exprCall entity: [(identifier) (exprDot)] @call)
(statement (identifier) @call)

(comment) @comment
[(if) (ifElse) (for) (while) (repeat) (caseCase) (exceptionHandler)] @branch
