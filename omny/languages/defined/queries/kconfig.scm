[(config) (menuconfig)] @define.variable
(config name: (name) @name)
(menuconfig name: (name) @name)
(comment) @comment
