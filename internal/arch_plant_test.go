package internal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each case plants one file in an empty tree; want is what must be found, "" where nothing may be.
func TestPlanted(t *testing.T) {
	cases := []struct {
		name, file, src, want string
	}{
		{"right import", "internal/sheet/a.go", importing("releve/internal/form"), ""},
		{"wrong import", "internal/form/a.go", importing("releve/internal/sheet"), "against the direction"},
		{"wrong import, one way up", "internal/problem/a.go", importing("releve/internal/locale"), "against the direction"},
		{"wrong import behind a build tag", "internal/form/a.go", "//go:build plan9\n\n" + importing("releve/internal/web"), "against the direction"},
		{"store from the web", "internal/web/a.go", importing("releve/internal/sqlite"), "against the direction"},
		{"store from cmd", "cmd/releve/a.go", importing("releve/internal/sqlite"), ""},
		{"test across the house", "internal/form/a_test.go", importing("releve/internal/sqlite"), ""},
		{"test support in the program", "cmd/releve/a.go", importing("releve/internal/need"), "is for tests"},
		{"test support in a test", "internal/form/a_test.go", importing("releve/internal/need"), ""},
		{"testing in the program", "internal/form/a.go", importing("testing"), "is for tests"},
		{"data files from the web", "internal/web/a.go", importing("releve/forms"), "only cmd may import"},
		{"data files from cmd", "cmd/releve/a.go", importing("releve/forms"), ""},
		{"an import of nothing known", "cmd/releve/a.go", importing("releve/internal/utils"), "nobody may import"},
		{"an import of the program", "internal/web/a_test.go", importing("releve/cmd/releve"), "nobody may import"},
		{"a package not in the table", "internal/utils/a.go", importing("fmt"), "not in the table"},
		{"a program not in the table", "cmd/other/a.go", importing("fmt"), "not in the table"},
		{"go below testdata", "internal/form/testdata/a.go", importing("fmt"), ""},

		{"library at its owner", "internal/xlsx/a.go", importing("github.com/xuri/excelize/v2"), ""},
		{"library elsewhere", "internal/report/a.go", importing("github.com/xuri/excelize/v2"), "belongs to internal/xlsx"},
		{"library in another test", "cmd/releve/a_test.go", importing("github.com/xuri/excelize/v2"), ""},
		{"database in another test", "internal/web/a_test.go", importing("database/sql"), "belongs to internal/sqlite"},
		{"library without owner", "internal/report/a.go", importing("github.com/stretchr/testify"), "without an owner"},
		{"library without owner in a test", "internal/report/a_test.go", importing("github.com/stretchr/testify/require"), "without an owner"},
		{"library of tests in the program", "internal/web/a.go", importing("github.com/chromedp/chromedp"), "belongs to tests"},
		{"a name that only begins alike", "internal/qr/a.go", importing("rsc.io/qrother"), "without an owner"},
		{"cgo", "internal/qr/a.go", importing("C"), "without an owner"},
		{"HTTP outside the web", "internal/xlsx/a.go", importing("net/http"), "belongs to internal/web"},
		{"HTTP in the domain", "internal/tally/a.go", importing("net/http"), "the domain knows nothing"},
		{"files in the domain", "internal/tally/a.go", importing("os"), "the domain knows nothing"},
		{"logs in the domain", "internal/guard/a.go", importing("log/slog"), "the domain knows nothing"},
		{"logs in the web", "internal/web/a.go", importing("log/slog"), ""},
		{"files in a test of the domain", "internal/tally/a_test.go", importing("os"), ""},

		{"clock outside cmd", "internal/tally/a.go", "package a\n\nimport \"time\"\n\nvar x = time.Now\n", "reaches for time.Now"},
		{"clock in cmd", "cmd/releve/a.go", "package a\n\nimport \"time\"\n\nvar x = time.Now\n", ""},

		{"message", "internal/web/a.go", saying(`x = "Enregistré, merci"`), "words in code"},
		{"message in cmd", "cmd/releve/a.go", saying(`fmt.Fprintf(w, "server: %s\n", x)`), "words in code"},
		{"message with a no-break space", "internal/web/a.go", saying("x = \"Quoi\u00a0?\""), "words in code"},
		{"message over two lines", "internal/web/a.go", saying("x = `Quoi\nencore`"), "words in code"},
		{"message in two halves", "internal/web/a.go", saying(`x = "a" + "b c"`), "words in code"},
		{"message in a composite", "internal/web/a.go", saying(`x = T{Help: "a b"}`), "words in code"},
		{"message as a value for an error", "internal/web/a.go", saying(`fmt.Errorf("a %s", "b c")`), "words in code"},
		{"message in a test", "internal/web/a_test.go", saying(`x = "Enregistré, merci"`), ""},
		{"message of test support", "internal/storetest/a.go", saying(`x = "stored twice"`), ""},
		{"message key", "internal/web/a.go", saying(`x = "sheet.minutes.required"`), ""},
		{"separators and verbs", "internal/web/a.go", saying(`x = "%-6.2f, %[1]s; %d\n"`), ""},
		{"one word and the end of a line", "internal/web/a.go", saying(`x = "ok\n"`), ""},
		{"error text", "internal/form/a.go", saying(`fmt.Errorf("read "+"form: %w", err)`), ""},
		{"constant error", "internal/form/a.go", saying(`errors.New("no such form")`), ""},
		{"log line", "internal/web/a.go", saying(`s.log.ErrorContext(ctx, "request failed", "id", id)`), ""},
		{"not a log", "internal/web/a.go", saying(`s.page.Error("request failed")`), "words in code"},
		{"struct tag", "internal/web/a.go", "package a\n\ntype t struct {\n\tA int `json:\"a\" validate:\"b\"`\n}\n", ""},
		{"regular expression", "internal/guard/a.go", saying(`regexp.MustCompile("[a-z] +")`), ""},
		{"header", "internal/web/a.go", saying(`c.Response().Header().Set("Content-Security-Policy", "default-src 'none'")`), ""},
		{"not a header", "internal/web/a.go", saying(`c.Set("notice", "all is well")`), "words in code"},
		{"media type", "internal/web/a.go", saying(`x = "text/csv; charset=utf-8"`), ""},
		{"content policy", "internal/web/a.go", saying(`x = "default-src 'none'; frame-ancestors 'none'"`), ""},
		{"permissions policy", "internal/web/a.go", saying(`x = "camera=(), geolocation=()"`), ""},
		{"not a policy", "internal/web/a.go", saying(`x = "camera off"`), "words in code"},
		{"help of a metric", "internal/web/a.go", saying(`x = prometheus.CounterOpts{Help: "sheets stored"}`), ""},
		{"SQL at its owner", "internal/sqlite/a.go", saying("x = `\n\tSELECT a\n\tFROM b`"), ""},
		{"SQL elsewhere", "internal/web/a.go", saying("x = `SELECT a FROM b`"), "words in code"},
		{"SQL not in backquotes", "internal/sqlite/a.go", saying(`x = "SELECT a FROM b"`), "words in code"},
		{"not SQL", "internal/sqlite/a.go", saying("x = `Selected by hand`"), "words in code"},
		{"spared line", "internal/web/a.go", saying("x = \"a b\" //words:ok fixed by a standard"), ""},
		{"spared table", "internal/xlsx/a.go", "package a\n\n//words:ok fixed by Excel\nconst (\n\ta = \"SUM( a )\"\n\n\tb = \"IF( b )\"\n)\n", ""},
		{"spared constant", "internal/xlsx/a.go", "package a\n\nconst (\n\t//words:ok fixed by Excel\n\ta = \"x\" +\n\t\t\"b c\"\n)\n", ""},
		{"spared constant beside another", "internal/xlsx/a.go", "package a\n\nconst (\n\t//words:ok fixed by Excel\n\ta = \"x\"\n\tb = \"b c\"\n)\n", "words in code"},
		{"spared without a reason", "internal/web/a.go", saying("x = \"a b\" //words:ok"), "words in code"},
		{"spared elsewhere", "internal/web/a.go", saying("//words:ok fixed by a standard\n\n\tx = \"a b\""), "words in code"},

		{"folder at the top", "pkg/a.txt", "", "the top level is fixed"},
		{"file at the top", "notes.md", "", "the top level is fixed"},
		{"path of one machine", "internal/web/templates/a.html", "<!-- " + machinePath + "main -->", "a path of one machine"},
		{"registry in the lock file", ".ci/package-lock.json", `{"resolved": "https://registry.example/a.tgz"}`, "a registry's host"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			plant(t, root, c.file, c.src)
			found, err := violations(root)
			if err != nil {
				t.Fatal(err)
			}
			all := strings.Join(found, "\n")
			if c.want == "" && all != "" {
				t.Errorf("found in what is right:\n%s", all)
			}
			if c.want != "" && (len(found) != 1 || !strings.HasPrefix(all, strings.Split(c.file, "/")[0]) || !strings.Contains(all, c.want)) {
				t.Errorf("found %d\n%s\nwant one with %q", len(found), all, c.want)
			}
		})
	}
}

// A tree that cannot be read or parsed is an error, not a clean house.
func TestPlantedNonsense(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "internal/form/a.go", "package a\n\nfunc {")
	if found, err := violations(root); err == nil {
		t.Errorf("no error, found %q", found)
	}
	if found, err := violations(filepath.Join(root, "nowhere")); err == nil {
		t.Errorf("no error for no tree, found %q", found)
	}
}

// plant writes one file below root.
func plant(t *testing.T, root, file, src string) {
	t.Helper()
	full := filepath.Join(root, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(full), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
}

// importing returns a file with one import, saying one with one statement.
func importing(imported string) string { return "package a\n\nimport _ \"" + imported + "\"\n" }

func saying(code string) string { return "package a\n\nfunc f() {\n\t" + code + "\n}\n" }
