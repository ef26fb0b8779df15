; A stage has no extent: the instruction that begins it stands for it.
(from_instruction as: (image_alias)) @define.stage
(from_instruction as: (image_alias) @name)
(from_instruction (image_spec) @base)
(arg_instruction) @define.variable
(arg_instruction name: (unquoted_string) @name)
(env_pair) @define.variable
(env_pair name: (unquoted_string) @name)

(comment) @comment
