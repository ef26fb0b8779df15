(class) @define.class
(multiclass) @define.macro
[(def) (defm)] @define.record
(class name: (identifier) @name)
(multiclass . (identifier) @name)
(def . (value (identifier) @name))
(defm . (value (identifier) @name))
(parent_class_list (identifier) @base)
(comment) @comment
