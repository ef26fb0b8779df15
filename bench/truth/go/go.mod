module truth

go 1.24

require golang.org/x/tools v0.52.0
