package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"releve/internal/need"
)

// room is a package of the house.
type room struct {
	may    string // the own packages it may import, "*" for all
	domain bool   // knows nothing of HTTP, logs, files or SQL
	tests  bool   // support that only tests import; its words are for developers
}

// house holds every package by its folder. A package that is not here does not belong to the house.
var house = map[string]room{
	"forms": {}, "reports": {}, "static": {},
	"internal":             {},
	"internal/problem":     {domain: true},
	"internal/locale":      {may: "problem", domain: true},
	"internal/check":       {may: "problem locale", domain: true},
	"internal/form":        {may: "problem locale check", domain: true},
	"internal/guard":       {may: "problem", domain: true},
	"internal/sheet":       {may: "form guard problem locale", domain: true},
	"internal/account":     {may: "problem locale", domain: true},
	"internal/campaign":    {may: "form sheet problem locale check", domain: true},
	"internal/interchange": {may: "sheet form campaign problem locale", domain: true},
	"internal/tally":       {may: "form sheet campaign problem", domain: true},
	"internal/report":      {may: "form campaign tally locale check problem", domain: true},
	"internal/chart":       {may: "report locale"},
	"internal/xlsx":        {may: "report interchange form problem"},
	"internal/csv":         {may: "report interchange form problem"},
	"internal/transfer":    {may: "problem locale form sheet campaign interchange tally report xlsx csv"},
	"internal/qr":          {may: "problem"},
	"internal/logo":        {may: "problem"},
	"internal/device":      {may: "form guard locale problem"},
	"internal/pdf":         {may: "problem"},
	"internal/paper":       {may: "form sheet campaign locale qr pdf problem"},
	"internal/scan":        {may: "paper qr pdf form sheet campaign locale problem"},
	"internal/simulate":    {may: "paper qr", tests: true},
	"internal/sqlite":      {may: "paper scan campaign account sheet form problem"},
	"internal/storetest":   {may: "paper scan campaign account sheet form problem", tests: true},
	"internal/need":        {tests: true},
	"internal/web": {
		may: "problem locale check form guard sheet account campaign interchange tally report chart xlsx csv transfer qr logo device pdf paper scan",
	},
	"internal/config": {may: "problem"},
	"cmd/releve":      {may: "*"},
}

// library is something that one package uses for all others, named by the start of its import paths.
type library struct {
	path, owner string
	tests       bool // tests of other packages may use it too, to look at what the program made
}

// libraries holds every library that is not Go's own, and those of Go's that one package keeps for itself.
// .golangci.yml says the same to editors.
var libraries = []library{
	{"github.com/go-playground", "internal/check", false},
	{"go.yaml.in", "internal/form", true},
	{"golang.org/x/text", "internal/locale", false},
	{"golang.org/x/crypto/argon2", "internal/account", false},
	{"github.com/labstack", "internal/web", false},
	{"github.com/prometheus", "internal/web", false},
	{"golang.org/x/sync", "internal/web", false},
	{"golang.org/x/crypto/acme", "internal/web", false},
	{"github.com/xuri", "internal/xlsx", true},
	{"rsc.io/qr", "internal/qr", true},
	{"github.com/makiuchi-d", "internal/qr", true},
	{"modernc.org", "internal/sqlite", false},
	{"github.com/gofrs/flock", "internal/sqlite", false},
	{"github.com/evanw/esbuild", "internal/device", false},
	{"github.com/andybalholm/brotli", "internal/web", false},
	{"codeberg.org/go-pdf", "internal/pdf", false},
	{"github.com/pdfcpu", "internal/pdf", true},
	{"golang.org/x/image", "internal/scan", true},
	{"github.com/spf13/pflag", "internal/config", false},
	{"github.com/schollz", "cmd/releve", false},
	{"golang.org/x/term", "cmd/releve", false},
	{"github.com/rogpeppe", "tests", true},
	{"github.com/chromedp", "tests", true},
	{"github.com/jba", "tests", true},
	{"pgregory.net", "tests", true},
	{"database/sql", "internal/sqlite", false},
	{"encoding/csv", "internal/csv", true},
	{"net/http", "internal/web", true},
	{"html/template", "internal/web", true},
}

// indoors are the packages of Go that the domain does without, and onlyMain what only cmd may touch: the rest is
// handed in.
var (
	indoors  = []string{"net", "log", "os", "database/sql"}
	onlyMain = []string{"os.Exit", "os.Args", "os.Getenv", "os.LookupEnv", "os.Environ", "os.Stdin", "os.Stdout", "os.Stderr", "time.Now"}
)

// topLevel is what may stand beside go.mod; the second line is what builds and tests leave there.
var topLevel = strings.Fields(`cmd internal forms static reports go.mod go.sum Makefile README.md LICENSE CHANGELOG.md
	CONTRIBUTING.md .ci .readme .git .gitignore .gitattributes .golangci.yml .editorconfig .idea .vscode .DS_Store releve releve.exe dist node_modules`)

// machinePath is where one developer's machine keeps its work: nobody else has it.
const machinePath = "/" + "work/"

func TestHouse(t *testing.T) {
	found, err := violations(need.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}

// The same owners stand in the linters' settings, and doc.go tells of every package.
func TestHouseIsTold(t *testing.T) {
	root := need.Root(t)
	lint, err := os.ReadFile(filepath.Join(root, ".golangci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, lib := range libraries {
		owner := strings.TrimPrefix(lib.owner, "internal/")
		if !strings.Contains(string(lint), "{pkg: "+lib.path+", desc: only "+owner+"}") {
			t.Errorf(".golangci.yml does not give %s to %s alone", lib.path, owner)
		}
	}
	doc, err := os.ReadFile(filepath.Join(root, "internal", "doc.go"))
	if err != nil {
		t.Fatal(err)
	}
	for folder := range house {
		if name := strings.TrimPrefix(folder, "internal/"); name != "internal" && !strings.Contains(string(doc), "//   - "+name+" ") {
			t.Errorf("internal/doc.go has no line for %s", name)
		}
	}
}

// violations reads the tree below root and returns what does not keep to the house, one sentence each.
func violations(root string) ([]string, error) {
	var found []string
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		ignored := strings.HasSuffix(e.Name(), ".out") || strings.HasSuffix(e.Name(), ".prof")
		if !ignored && !slices.Contains(topLevel, e.Name()) {
			found = append(found, e.Name()+": the top level is fixed, this has no place there")
		}
	}
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "dist"):
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		ours, err := inspect(file, filepath.ToSlash(rel))
		for _, v := range ours {
			found = append(found, filepath.ToSlash(rel)+v)
		}
		return err
	})
	return found, err
}

// inspect returns what is wrong with one file; rel is its path from the root.
func inspect(file, rel string) ([]string, error) {
	info, err := os.Stat(file)
	if err != nil || info.Size() > 4<<20 {
		return nil, err
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var found []string
	if strings.Contains(string(src), machinePath) {
		found = append(found, ": names a path of one machine, "+machinePath)
	}
	if path.Base(rel) == "package-lock.json" && strings.Contains(string(src), `"resolved"`) {
		found = append(found, ": names a registry's host")
	}
	if !strings.HasSuffix(rel, ".go") || strings.Contains(rel, "/testdata/") {
		return found, nil
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, rel, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	folder := path.Dir(rel)
	room, known := house[folder]
	if !known {
		return append(found, ": its package is not in the table of internal/arch_test.go"), nil
	}
	test := strings.HasSuffix(rel, "_test.go")
	found = append(found, imports(tree, folder, test)...)
	if !test && !room.tests && strings.Contains(folder, "/") {
		found = append(found, words(fset, tree, folder)...)
		if folder != "cmd/releve" {
			found = append(found, reaches(fset, tree)...)
		}
	}
	return found, nil
}

// imports returns the imports of a file that its folder may not have.
func imports(tree *ast.File, folder string, test bool) []string {
	var found []string
	for _, spec := range tree.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			found = append(found, ": "+err.Error())
			continue
		}
		var why string
		if own, ok := strings.CutPrefix(imported, "releve/"); ok {
			why = ownImport(folder, own, test)
		} else {
			why = foreignImport(folder, imported, test)
		}
		if why != "" {
			found = append(found, fmt.Sprintf(": imports %s, %s", imported, why))
		}
	}
	return found
}

// ownImport says why a file in folder may not import a package of the module, "" if it may.
func ownImport(folder, own string, test bool) string {
	name, inside := strings.CutPrefix(own, "internal/")
	target, known := house[own]
	switch {
	case !known || own == "internal" || own == "cmd/releve":
		return "which nobody may import"
	case test || own == folder:
		return ""
	case target.tests && !house[folder].tests:
		return "which is for tests"
	case house[folder].may == "*":
		return ""
	case !inside:
		return "which only cmd may import"
	case !slices.Contains(strings.Fields(house[folder].may), name):
		return "against the direction of the house"
	}
	return ""
}

// foreignImport says why a file in folder may not import a package from outside the module, "" if it may.
func foreignImport(folder, imported string, test bool) string {
	if !test && house[folder].domain && under(imported, indoors...) {
		return "but the domain knows nothing of HTTP, logs, files or SQL"
	}
	if !test && !house[folder].tests && under(imported, "testing") {
		return "which is for tests"
	}
	for _, lib := range libraries {
		if under(imported, lib.path) {
			if lib.owner == folder || lib.tests && (test || house[folder].tests) {
				return ""
			}
			return "which belongs to " + lib.owner
		}
	}
	if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") || first == "C" {
		return "a library without an owner"
	}
	return ""
}

// under tells whether an import path is one of these or below it.
func under(imported string, paths ...string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return imported == p || strings.HasPrefix(imported, p+"/") })
}

// reaches returns the uses of what only cmd may touch.
func reaches(fset *token.FileSet, tree *ast.File) []string {
	var found []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(onlyMain, x.Name+"."+sel.Sel.Name) {
				found = append(found, fmt.Sprintf(":%d: reaches for %s.%s, which cmd hands in", fset.Position(n.Pos()).Line, x.Name, sel.Sel.Name))
			}
		}
		return true
	})
	return found
}
