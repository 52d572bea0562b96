package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
)

// sources are the files of one package, with what is needed to follow a key from where it is written to
// where it is used.
type sources struct {
	usage
	fset   *token.FileSet
	files  []*ast.File
	consts map[string]ast.Expr
	funcs  map[string][]*ast.FuncDecl // by name; methods of several types may share one
	takers map[string]int             // functions that take a key → which parameter
}

func newSources() *sources {
	return &sources{
		usage: *newUsage(), fset: token.NewFileSet(), consts: make(map[string]ast.Expr),
		funcs: make(map[string][]*ast.FuncDecl), takers: make(map[string]int),
	}
}

func (s *sources) parse(name, text string) error {
	file, err := parser.ParseFile(s.fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	s.files = append(s.files, file)
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.BasicLit:
			if value, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
				s.literals[value] = true
			}
		case *ast.FuncDecl:
			s.funcs[n.Name.Name] = append(s.funcs[n.Name.Name], n)
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					s.consts[name.Name] = n.Values[i]
				}
			}
		}
		return true
	})
	return nil
}

// collect looks for keys until no further function turns out to take one.
func (s *sources) collect() {
	for known := -1; known < len(s.takers); {
		known = len(s.takers)
		for _, file := range s.files {
			for _, declaration := range file.Decls {
				within, _ := declaration.(*ast.FuncDecl)
				ast.Inspect(declaration, func(node ast.Node) bool {
					if key := s.keyOf(node); key != nil {
						s.follow(key, within, 0)
						s.compare(node, key)
					}
					return true
				})
			}
		}
	}
}

// keyOf returns the expression that stands for a message key in a node, nil when there is none.
func (s *sources) keyOf(node ast.Node) ast.Expr {
	switch n := node.(type) {
	case *ast.CallExpr:
		if at, ok := s.taker(n.Fun); ok && at < len(n.Args) {
			return n.Args[at]
		}
	case *ast.CompositeLit:
		if !isSelector(n.Type, "problem", "Error") {
			return nil
		}
		for _, element := range n.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			if name, ok := pair.Key.(*ast.Ident); ok && name.Name == "Key" {
				return pair.Value
			}
		}
	}
	return nil
}

// taker says which argument of a called function is a key.
func (s *sources) taker(called ast.Expr) (int, bool) {
	switch {
	case isSelector(called, "problem", "New"), isSelector(called, "problem", "Wrap"):
		return 1, true
	case isSelector(called, "problem", "Key"), isSelector(called, "", "Text"):
		return 0, true
	}
	switch f := called.(type) {
	case *ast.Ident:
		at, ok := s.takers[f.Name]
		return at, ok
	case *ast.SelectorExpr:
		at, ok := s.takers[f.Sel.Name]
		return at, ok && len(s.funcs[f.Sel.Name]) > 0
	}
	return 0, false
}

// isSelector reports whether an expression reads package.name, or anything.name when there is no package.
func isSelector(expression ast.Expr, pkg, name string) bool {
	selector, ok := expression.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != name {
		return false
	}
	left, ok := selector.X.(*ast.Ident)
	return pkg == "" || ok && left.Name == pkg
}

// follow finds what a key expression can be: a literal, a constant, what was assigned to a variable, what
// a function of the package returns, a parameter of the function around it, or a beginning with something
// appended.
func (s *sources) follow(key ast.Expr, within *ast.FuncDecl, depth int) {
	if depth > 5 {
		return
	}
	switch k := key.(type) {
	case *ast.BasicLit:
		if value, err := strconv.Unquote(k.Value); k.Kind == token.STRING && err == nil {
			s.needed[value] = s.place(k)
		}
	case *ast.BinaryExpr:
		s.begin(k)
	case *ast.ParenExpr:
		s.follow(k.X, within, depth+1)
	case *ast.Ident:
		s.followName(k, within, depth)
	case *ast.CallExpr:
		if name, ok := k.Fun.(*ast.Ident); ok {
			for _, f := range s.funcs[name.Name] {
				s.followReturns(f, depth)
			}
		}
		if isSelector(k.Fun, "problem", "Key") || isIdent(k.Fun, "string") {
			s.follow(k.Args[0], within, depth+1)
		}
	}
}

func isIdent(expression ast.Expr, name string) bool {
	ident, ok := expression.(*ast.Ident)
	return ok && ident.Name == name
}

// begin notes the beginning of a key that is put together.
func (s *sources) begin(sum *ast.BinaryExpr) {
	left := sum.X
	for {
		inner, ok := left.(*ast.BinaryExpr)
		if !ok {
			break
		}
		left = inner.X
	}
	if literal, ok := left.(*ast.BasicLit); ok {
		if value, err := strconv.Unquote(literal.Value); err == nil {
			s.begun[value] = s.place(literal)
		}
	}
}

func (s *sources) followName(name *ast.Ident, within *ast.FuncDecl, depth int) {
	if within == nil {
		return
	}
	if at, ok := parameter(within, name.Name); ok {
		s.takers[within.Name.Name] = at
		return
	}
	assigned := false
	ast.Inspect(within.Body, func(node ast.Node) bool {
		if a, ok := node.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i, left := range a.Lhs {
				if isIdent(left, name.Name) {
					assigned = true
					s.follow(a.Rhs[i], within, depth+1)
				}
			}
		}
		return true
	})
	if value, ok := s.consts[name.Name]; ok && !assigned {
		s.follow(value, within, depth+1)
	}
}

func (s *sources) followReturns(f *ast.FuncDecl, depth int) {
	ast.Inspect(f, func(node ast.Node) bool {
		if r, ok := node.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
			s.follow(r.Results[0], f, depth+1)
		}
		return true
	})
}

// parameter says which parameter of a function has a name.
func parameter(f *ast.FuncDecl, name string) (int, bool) {
	at := 0
	for _, field := range f.Type.Params.List {
		for _, parameter := range field.Names {
			if parameter.Name == name {
				return at, true
			}
			at++
		}
		at += max(0, 1-len(field.Names))
	}
	return 0, false
}

func (s *sources) place(node ast.Node) string {
	return s.fset.Position(node.Pos()).String()
}

// compare notes the names of the arguments written beside a literal key, nil meaning none. Arguments that
// come from elsewhere are not known.
func (s *sources) compare(node ast.Node, key ast.Expr) {
	call, isCall := node.(*ast.CallExpr)
	literal, isLiteral := key.(*ast.BasicLit)
	if !isCall || !isLiteral {
		return
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		return
	}
	for _, argument := range call.Args {
		if list, ok := argument.(*ast.CompositeLit); ok && isSelector(list.Type, "problem", "Args") {
			s.given[s.place(key)] = arguments{key: text, names: literalKeys(list)}
		}
	}
	if last := call.Args[len(call.Args)-1]; isSelector(call.Fun, "problem", "New") && isIdent(last, "nil") {
		s.given[s.place(key)] = arguments{key: text}
	}
}

// literalKeys returns the literal keys of a map literal.
func literalKeys(list *ast.CompositeLit) []string {
	var names []string
	for _, element := range list.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.BasicLit); ok {
				text, _ := strconv.Unquote(name.Value)
				names = append(names, text)
			}
		}
	}
	return names
}
