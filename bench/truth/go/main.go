// Prints the calls of a Go tree as its compiler resolves them, a JSON list a line: path, line and column (in bytes,
// from 1) of the called name, the kind of the called object, path and line of the function's name if it is one of the
// tree, and the name. `truth TREE tests` takes the tests, too. Files that build tags leave out are not read.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/packages"
)

func main() {
	root, _ := filepath.Abs(os.Args[1])
	tests := len(os.Args) > 2
	fset := token.NewFileSet()
	cfg := &packages.Config{Mode: packages.LoadAllSyntax, Dir: root, Fset: fset, Tests: tests}
	pkgs, err := packages.Load(cfg, "./...")
	if err != nil {
		panic(err)
	}
	seen := map[string]bool{}
	enc := json.NewEncoder(os.Stdout)
	place := func(p token.Pos) (string, int, int) {
		at := fset.Position(p)
		rel, err := filepath.Rel(root, at.Filename)
		if err != nil || len(rel) > 1 && rel[:2] == ".." {
			return "", 0, 0
		}
		return rel, at.Line, at.Column
	}
	for _, pkg := range pkgs {
		for _, e := range pkg.Errors {
			fmt.Fprintln(os.Stderr, e)
		}
		for _, file := range pkg.Syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				fun := ast.Unparen(call.Fun)
				if ix, ok := fun.(*ast.IndexExpr); ok {
					fun = ix.X
				}
				if ix, ok := fun.(*ast.IndexListExpr); ok {
					fun = ix.X
				}
				var id *ast.Ident
				switch f := fun.(type) {
				case *ast.Ident:
					id = f
				case *ast.SelectorExpr:
					id = f.Sel
				default:
					return true
				}
				obj := pkg.TypesInfo.Uses[id]
				if obj == nil {
					return true
				}
				fn, ok := obj.(*types.Func)
				path, line, col := place(id.Pos())
				if path == "" {
					return true
				}
				target, tline := "", 0
				if ok {
					target, tline, _ = place(fn.Origin().Pos())
				}
				key := fmt.Sprint(path, line, col)
				if seen[key] {
					return true
				}
				seen[key] = true
				kind := fmt.Sprintf("%T", obj)
				_ = enc.Encode([]any{path, line, col, kind, target, tline, id.Name})
				return true
			})
		}
	}
}
