package locale

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// computed are the beginnings of keys that code puts together while it runs, so that no literal names
// them. Each says where; add one here rather than invent a use for a message.
func computed() map[string]string {
	return map[string]string{
		"device.":                "device: what scripts say, by the names in them; a test there reads them",
		"date.month.":            "locale: the months by their number",
		"report.channel.":        "report: the ways in which sheets come in",
		"report.language.":       "report: the languages",
		"report.question.":       "report: the kinds of question",
		"report.role.":           "report: the roles of questions",
		"report.status.":         "report: where sheets stand in their review",
		"report.fact.":           "report: what a report is about, by the names in its definition",
		"campaign.state.is.":     "report: the states of a campaign",
		"guard.":                 "guard: the kinds of identifier that are refused",
		"desk.did.":              "web: what was just done, by the name in an address",
		"privacy.who.":           "web: who may see something of a sheet",
		"privacy.sees.":          "web: what they see",
		"lang.":                  "web: the languages by their tags",
		"desk.create.kind.":      "web: the kinds of question",
		"desk.state.does.":       "web: what a campaign does in each state",
		"desk.settings.outcome.": "web: the ways to read an outcome",
		"desk.services.column.":  "web: the columns of a file of services",
		"help.":                  "cmd: the commands by their words",
		"desk.filter.":           "web: the fields of a filter",
		"desk.channel.":          "web: how a sheet came in",
		"desk.flag.":             "web: the flags of a sheet",
		"desk.status.":           "web: the statuses of a sheet",
		"desk.outcome.":          "web: the sides of the outcome map",
		"desk.reason.":           "web: why a sheet is left out",
		"desk.history.":          "web: what was done with a sheet",
		"desk.sheet.undo.":       "web: what is undone",
		"desk.remark.":           "web: what is worth a look",
		"desk.batch.sum.":        "web: what becomes of scanned pages",
		"desk.batch.note.":       "web: what that means",
		"desk.batch.tray.":       "web: pages that somebody should look at",
		"desk.batch.tray.lead.":  "web: what to do about them",
		"desk.batch.why.":        "web: why a page is not used",
		"desk.batch.double.":     "web: how a page resembles another",
		"desk.batch.mark.":       "web: the marks of a page",
		"desk.review.field":      "web: fields of paper that are no questions, by their names",
		"desk.review.value.":     "web: what their boxes say",
		"desk.review.hint.":      "web: what is typed for what was written by hand",
		"scan.doubt.":            "scan: why a person has to look at a field",
		"scan.reason.":           "scan: why a page is not used",
		"flag.":                  "cmd: the flags by their names, or by command and name",
	}
}

// TestMessagesUsed reads every Go file of internal and cmd and every page template. A key given to
// problem.New, problem.Wrap, problem.Key, the field Key of a problem.Error, a method Text, or to a
// function that hands it on to one of these, must have a message; arguments written beside it must be those
// that the message fills in; and every message must be named somewhere.
func TestMessagesUsed(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join("..", "..")
	u := newUsage()
	u.readGo(t, os.DirFS(root), "internal", "cmd")
	u.readTemplates(t, os.DirFS(root), "internal")
	u.readDefinitions(t, os.DirFS(root), "reports")
	for _, mistake := range u.mistakes(catalogue, computed()) {
		t.Error(mistake)
	}
}

// usage is what the sources say about message keys.
type usage struct {
	needed   map[string]string    // key → a place where it is used as a key
	begun    map[string]string    // beginning of a computed key → a place
	given    map[string]arguments // place → a key and the arguments written beside it
	literals map[string]bool      // every string literal
}

// arguments are the names of the values given to a message.
type arguments struct {
	key   string
	names []string
}

func newUsage() *usage {
	return &usage{
		needed: make(map[string]string), begun: make(map[string]string),
		given: make(map[string]arguments), literals: make(map[string]bool),
	}
}

// mistakes compares the usage with the messages, in alphabetical order.
func (u *usage) mistakes(catalogue *Catalogue, beginnings map[string]string) []string {
	var found []string
	for key, place := range u.needed {
		if !catalogue.Has(key) {
			found = append(found, place+": no message "+strconv.Quote(key))
		}
	}
	for place, given := range u.given {
		m := catalogue.printers["fr"].messages[given.key]
		names := m.placeholders()
		if m.forms != nil {
			names = append(names, counted)
		}
		for _, name := range names {
			if !slices.Contains(given.names, name) {
				found = append(found, place+": message "+strconv.Quote(given.key)+" wants the argument "+name)
			}
		}
	}
	for beginning, place := range u.begun {
		if _, declared := beginnings[beginning]; !declared {
			found = append(found, place+": computed keys "+strconv.Quote(beginning+"…")+" are not declared in this test")
		}
	}
	for _, key := range catalogue.Keys() {
		if !u.literals[key] && !beginsAny(key, beginnings) {
			found = append(found, "message "+strconv.Quote(key)+" is used nowhere")
		}
	}
	for beginning := range beginnings {
		if !slices.ContainsFunc(catalogue.Keys(), func(key string) bool { return strings.HasPrefix(key, beginning) }) {
			found = append(found, "computed keys "+strconv.Quote(beginning+"…")+" are declared and have no message")
		}
	}
	slices.Sort(found)
	return found
}

func beginsAny(key string, beginnings map[string]string) bool {
	for beginning := range beginnings {
		if strings.HasPrefix(key, beginning) {
			return true
		}
	}
	return false
}

// quoted finds the strings inside a template action, and whether the function t or a method T or Text
// takes them as a key.
var (
	action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	quoted = regexp.MustCompile(`(\b(?:t|T|Text)\s+)?"((?:[^"\\]|\\.)*)"(\s*\|\s*t\b)?`)
)

func (u *usage) readTemplates(t *testing.T, files fs.FS, folder string) {
	t.Helper()
	walk(t, files, folder, func(name, text string) {
		if !strings.Contains(name, "/templates/") {
			return
		}
		for _, code := range action.FindAllString(text, -1) {
			for _, match := range quoted.FindAllStringSubmatch(code, -1) {
				u.literals[match[2]] = true
				if match[1] != "" || match[3] != "" {
					u.needed[match[2]] = name
				}
			}
		}
	}, ".html", ".gohtml")
}

// dotted finds the message keys of a report's definition: figures and facts have no dot.
var dotted = regexp.MustCompile(`"([^" ]+\.[^" ]+)"`)

func (u *usage) readDefinitions(t *testing.T, files fs.FS, folder string) {
	t.Helper()
	walk(t, files, folder, func(name, text string) {
		for _, match := range dotted.FindAllStringSubmatch(text, -1) {
			u.literals[match[1]] = true
			u.needed[match[1]] = name
		}
	}, ".json")
}

func (u *usage) readGo(t *testing.T, files fs.FS, folders ...string) {
	t.Helper()
	packages := make(map[string]*sources)
	for _, folder := range folders {
		walk(t, files, folder, func(name, text string) {
			if strings.HasSuffix(name, "_test.go") || strings.Contains(name, "/testdata/") {
				return
			}
			dir := filepath.Dir(name)
			if packages[dir] == nil {
				packages[dir] = newSources()
			}
			if err := packages[dir].parse(name, text); err != nil {
				t.Error(err)
			}
		}, ".go")
	}
	for _, p := range packages {
		p.collect()
		maps.Copy(u.needed, p.needed)
		maps.Copy(u.begun, p.begun)
		maps.Copy(u.given, p.given)
		maps.Copy(u.literals, p.literals)
	}
}

// walk reads the files of a folder whose names end as asked; a folder that does not exist has none.
func walk(t *testing.T, files fs.FS, folder string, read func(name, text string), endings ...string) {
	t.Helper()
	if _, err := fs.Stat(files, folder); err != nil {
		return
	}
	err := fs.WalkDir(files, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains(endings, filepath.Ext(name)) {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err == nil {
			read(name, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestUsageMistakes plants mistakes, so that TestMessagesUsed is known to see them.
func TestUsageMistakes(t *testing.T) {
	catalogue, err := trial(t, `
		"a.used": "x", "a.unused": "x", "a.wrapped": "x", "a.page": "x", "a.method": "x", "a.listed": "x",
		"a.limit": "{limit}", "a.count": {"one": "x", "other": "{n}"}`)
	if err != nil {
		t.Fatal(err)
	}
	months := map[string]string{"date.month.": "the months"}
	head := "package p\n" + `import "releve/internal/problem"` + "\n"
	tests := []struct {
		name string
		file string
		text string
		want string
	}{
		{"New", "internal/p/p.go", `var e = problem.New(problem.Invalid, "a.none", nil)`, `no message "a.none"`},
		{"Wrap", "internal/p/p.go", `var e = problem.Wrap(problem.Invalid, "a.none", nil)`, `no message "a.none"`},
		{"Key", "cmd/p/p.go", `var e = problem.Key("a.none")`, `no message "a.none"`},
		{"Error", "internal/p/p.go", `var e = &problem.Error{Kind: problem.Gone, Key: "a.none"}`, `no message "a.none"`},
		{"Text", "internal/p/p.go", `func f(p P) string { return p.q.Text("a.none", nil) }`, `no message "a.none"`},
		{"constant", "internal/p/p.go", `const key = "a.none"; func f() { problem.New(0, key, nil) }`, `no message "a.none"`},
		{"variable", "internal/p/p.go", `func f() { k := "a.used"; if x() { k = "a.none" }; problem.New(0, k, nil) }`, `no message "a.none"`},
		{"function with the keys", "internal/p/p.go", `func f() { problem.New(0, k(), nil) }; func k() string { return "a.none" }`, `no message "a.none"`},
		{
			"function that hands on", "internal/p/p.go",
			`func f() { g(1, "a.none") }; func g(n int, key string) { h(key) }; func h(key string) { problem.New(0, key, nil) }`, `no message "a.none"`,
		},
		{"method that hands on", "internal/p/p.go", `func f(x *X) { x.g("a.none") }; func (x *X) g(key string) { problem.New(0, key, nil) }`, `no message "a.none"`},
		{"computed", "internal/p/p.go", `func f(s string) { problem.New(0, "a." + s + ".x", nil) }`, `computed keys "a.…" are not declared`},
		{"argument missing", "internal/p/p.go", `var e = problem.New(0, "a.limit", nil)`, `message "a.limit" wants the argument limit`},
		{"argument of another name", "internal/p/p.go", `var e = problem.New(0, "a.limit", problem.Args{"max": 3})`, `message "a.limit" wants the argument limit`},
		{"number of a plural missing", "internal/p/p.go", `func f(p P) { p.Text("a.count", problem.Args{"count": 3}) }`, `message "a.count" wants the argument n`},
		{"template", "internal/web/templates/x.html", `<p>{{t "a.none"}}</p>`, `no message "a.none"`},
		{"template method", "internal/web/templates/x.gohtml", `{{ if .X }}{{ $.P.Text "a.none" 3 }}{{ end }}`, `no message "a.none"`},
		{"template pipe", "internal/web/templates/x.html", `{{"a.none" | t}}`, `no message "a.none"`},
		{"beginning without a message", "internal/p/p.go", ``, `computed keys "z.…" are declared and have no message`},
		{"unused", "internal/p/p.go", ``, `message "a.unused" is used nowhere`},
		{"test files use nothing", "internal/p/p_test.go", `var e = "a.unused"`, `message "a.unused" is used nowhere`},
		{"text outside of template actions uses nothing", "internal/web/templates/x.html", `"a.unused"`, `message "a.unused" is used nowhere`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if strings.HasSuffix(test.file, ".go") {
				test.text = head + strings.ReplaceAll(test.text, "; func", "\nfunc")
			}
			u := newUsage()
			files := fstest.MapFS{test.file: &fstest.MapFile{Data: []byte(test.text)}}
			u.readGo(t, files, "internal", "cmd")
			u.readTemplates(t, files, "internal")
			stale := map[string]string{"date.month.": "the months", "z.": "nothing any more"}
			if got := strings.Join(u.mistakes(catalogue, stale), "\n"); !strings.Contains(got, test.want) {
				t.Errorf("got\n%s\nwant %s", got, test.want)
			}
		})
	}
	t.Run("none", func(t *testing.T) {
		u := newUsage()
		files := fstest.MapFS{
			"internal/p/p.go": &fstest.MapFile{Data: []byte(head + `
				func f(p P) {
					problem.New(0, "a.used", nil); wrap("a.wrapped"); p.Text("a.method", nil); m := map[int]string{1: "a.listed"}
					problem.New(0, "a.limit", problem.Args{"limit": 1}); problem.New(0, "a.count", args()); problem.New(0, "date.month."+x, nil)
				}
				func wrap(key string) { problem.Wrap(0, key, nil) }`)},
			"internal/web/templates/x.html": &fstest.MapFile{Data: []byte(`{{t "a.page"}}{{t "a.unused"}}`)},
		}
		u.readGo(t, files, "internal", "cmd")
		u.readTemplates(t, files, "internal")
		for _, key := range needed() {
			u.literals[key] = true
		}
		if got := u.mistakes(catalogue, months); len(got) > 0 {
			t.Errorf("got %q, want none", got)
		}
	})
}
