package internal_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

var (
	verb      = regexp.MustCompile(`%[-+# 0]*[\d*]*(\.[\d*]*)?(\[\d+\])?[a-zA-Z]`)
	policy    = regexp.MustCompile(`^([a-z]+-(src|uri|action|ancestors) ['a-z0-9:; -]+|[a-z-]+=\(\)(, [a-z-]+=\(\))*)$`) // of a header
	mediaType = regexp.MustCompile(`^[a-z]+/[a-z0-9.+-]+; charset=utf-8$`)
	statement = regexp.MustCompile("^`\\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|BEGIN|COMMIT|ROLLBACK|" +
		"SAVEPOINT|RELEASE|PRAGMA|VACUUM|ANALYZE|FROM|WHERE|AND|ORDER|GROUP|LIMIT|ON|VALUES)\\b")
	logName = regexp.MustCompile(`(?i)^(slog|.*log|.*logger)$`)
	logCall = regexp.MustCompile(`^(Debug|Info|Warn|Error|Log|LogAttrs)(Context)?$`)
	spared  = regexp.MustCompile(`^//words:ok \S+( \S+)+`)
)

// words returns the string literals that look like words for people: those with a space and a letter. Such words
// are messages, in internal/locale/messages. Texts for developers and machines have their places: see machines.
func words(fset *token.FileSet, tree *ast.File, folder string) []string {
	ok := sparedLines(fset, tree)
	var found []string
	var stack []ast.Node
	ast.Inspect(tree, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		lit, isLit := n.(*ast.BasicLit)
		if !isLit || lit.Kind != token.STRING {
			return true
		}
		line := fset.Position(lit.Pos()).Line
		sql := folder == "internal/sqlite" && statement.MatchString(lit.Value)
		if wordy(lit.Value) && !sql && !ok[line] && !machines(stack, lit) {
			found = append(found, fmt.Sprintf(":%d: words in code, %.60s: make them a message", line, lit.Value))
		}
		return true
	})
	return found
}

// wordy tells whether a literal has a space and, besides formatting verbs, a letter.
func wordy(literal string) bool {
	text, err := strconv.Unquote(literal)
	if err != nil {
		return true
	}
	text = strings.Trim(text, "\r\n\t")
	return strings.ContainsFunc(text, unicode.IsSpace) && !mediaType.MatchString(text) && !policy.MatchString(text) &&
		strings.ContainsFunc(verb.ReplaceAllString(text, ""), unicode.IsLetter)
}

// machines tells whether the literal at the end of the stack stands where only developers and machines read it:
// a struct tag, an error's text, a log line, a regular expression, a header's value, the help of a metric.
func machines(stack []ast.Node, lit *ast.BasicLit) bool {
	var part ast.Node = lit
	for i := len(stack) - 2; i >= 0; i-- {
		switch parent := stack[i].(type) {
		case *ast.BinaryExpr, *ast.ParenExpr:
			part = parent
		case *ast.Field:
			return parent.Tag == lit
		case *ast.CallExpr:
			at := slices.IndexFunc(parent.Args, func(arg ast.Expr) bool { return arg == part })
			return at >= 0 && machineCall(parent.Fun, at)
		case *ast.KeyValueExpr:
			key, isName := parent.Key.(*ast.Ident)
			opts, isOpts := stack[i-1].(*ast.CompositeLit)
			return isName && isOpts && key.Name == "Help" && strings.HasPrefix(name(opts.Type), "prometheus.")
		default:
			return false
		}
	}
	return false
}

// machineCall tells whether the argument of a call is for developers and machines.
func machineCall(fun ast.Expr, argument int) bool {
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	switch owner := name(sel.X); owner + "." + sel.Sel.Name {
	case "fmt.Errorf", "errors.New", "regexp.MustCompile", "regexp.Compile":
		return argument == 0
	default:
		last := owner[strings.LastIndex(owner, ".")+1:]
		header := last == "Header" && (sel.Sel.Name == "Set" || sel.Sel.Name == "Add")
		return header || logName.MatchString(last) && logCall.MatchString(sel.Sel.Name)
	}
}

// name writes an expression of names, selectors and calls without their arguments: w.Header() is "w.Header".
func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return name(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return name(e.Fun)
	}
	return ""
}

// sparedLines returns the lines that a comment "//words:ok" with a reason spares: its own and the next one, or the
// whole constant or variable declaration it stands above.
func sparedLines(fset *token.FileSet, tree *ast.File) map[int]bool {
	lines := map[int]bool{}
	spare := func(from, to token.Pos) {
		for line := fset.Position(from).Line; line <= fset.Position(to).Line; line++ {
			lines[line] = true
		}
	}
	isSpared := func(doc *ast.CommentGroup) bool {
		return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return spared.MatchString(c.Text) })
	}
	for _, group := range tree.Comments {
		if isSpared(group) {
			spare(group.Pos(), group.End())
			lines[fset.Position(group.End()).Line+1] = true
		}
	}
	for _, decl := range tree.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		if isSpared(gen.Doc) {
			spare(gen.Pos(), gen.End())
		}
		for _, spec := range gen.Specs {
			if value, isValue := spec.(*ast.ValueSpec); isValue && isSpared(value.Doc) {
				spare(value.Pos(), value.End())
			}
		}
	}
	return lines
}
