package form_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// expected finds what a file of testdata/mistakes says about itself: behind `#!` the keys of the mistakes of its line.
var expected = regexp.MustCompile(`(?m)#! (.+)$`)

// told returns the mistakes of an error as `line key`, in order.
func told(t *testing.T, name string, err error) []string {
	t.Helper()
	var found []string
	for _, wrong := range problem.All(err) {
		if wrong.Kind != problem.Invalid || wrong.Args["file"] != name {
			t.Errorf("%s: kind %d, file %v", wrong.Key, wrong.Kind, wrong.Args["file"])
		}
		line, ok := wrong.Args["line"].(string)
		if n, err := strconv.Atoi(line); !ok || err != nil || n < 1 {
			t.Errorf("%s: line %v", wrong.Key, wrong.Args["line"])
		}
		found = append(found, line+" "+wrong.Key)
	}
	return found
}

// TestMistakes reads files that say themselves what is wrong with them: every mistake is found, with its line, at once.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for i, line := range strings.Split(string(data), "\n") {
				if m := expected.FindStringSubmatch(line); m != nil {
					for key := range strings.FieldsSeq(m[1]) {
						want = append(want, strconv.Itoa(i+1)+" "+key)
					}
				}
			}
			_, err = new(form.Library).Read(name, data)
			got := told(t, name, err)
			if !slices.IsSortedFunc(got, byLine) {
				t.Errorf("not in the order of the file: %q", got)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got, but not told in the file: %q\ntold in the file, but not got: %q", without(got, want), without(want, got))
			}
			speak(t, err)
		})
	}
}

func byLine(a, b string) int {
	first, _, _ := strings.Cut(a, " ")
	second, _, _ := strings.Cut(b, " ")
	m, _ := strconv.Atoi(first)
	n, _ := strconv.Atoi(second)
	return m - n
}

// without returns what a holds more often than b.
func without(a, b []string) []string {
	b = slices.Clone(b)
	var more []string
	for _, s := range a {
		if i := slices.Index(b, s); i >= 0 {
			b = slices.Delete(b, i, i+1)
		} else {
			more = append(more, s)
		}
	}
	return more
}

// speak tells every mistake in every language; no placeholder is left.
func speak(t *testing.T, err error) {
	t.Helper()
	catalogue, broken := loadCatalogue()
	if broken != nil {
		t.Fatal(broken)
	}
	for _, tag := range locale.Languages() {
		printer := catalogue.Printer(tag)
		for _, wrong := range problem.All(err) {
			if text := printer.Problem(wrong); text == wrong.Key || strings.ContainsAny(text, "{}") {
				t.Errorf("%s, %s: %q", tag, wrong.Key, text)
			}
		}
	}
}

// TestEveryMistakeHasAnExample looks up the keys that the package can complain with in the files above and in the
// tests of what is no questionnaire at all.
func TestEveryMistakeHasAnExample(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Glob("testdata/mistakes/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`\bform\.[a-z]+(?:\.[a-z]+)*\b`)
	given := map[string]bool{}
	for _, name := range append(examples, "mistakes_test.go") {
		for _, k := range key.FindAllString(read(t, name), -1) {
			given[k] = true
		}
	}
	quoted := regexp.MustCompile(`"` + key.String() + `"`)
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, k := range quoted.FindAllString(read(t, name), -1) {
			if !given[strings.Trim(k, `"`)] {
				t.Errorf("%s: no example makes %s", name, k)
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestNoQuestionnaire reads what is none at all.
func TestNoQuestionnaire(t *testing.T) {
	tests := []struct {
		name string
		data string
		want string
	}{
		{"nothing", "", "1 form.file.empty"},
		{"a comment alone", "# form: x\n", "1 form.file.empty"},
		{"null", "---\n", "2 form.file.mapping"},
		{"a word", "form\n", "1 form.file.mapping"},
		{"open bracket", "form: x\ntitle: [\nversion: 1\n", "4 form.file.syntax"},
		{"tab", "form: x\ntitle:\n\tfr: x\n", "3 form.file.syntax"},
		{"colon", "form: x\ntitle: a: b\n", "2 form.file.syntax"},
		{"indent", "form: x\n title: a\n", "2 form.file.syntax"},
		{"quote", "form: 'x\ntitle: a\n", "3 form.file.syntax"},
		{"Windows line ends", "form: x\r\ntitle: [\r\n", "3 form.file.syntax"},
		{"not UTF-8", "form: x\n\ntitle: \xff\n", "3 form.file.syntax"},
		{"control sign", "form: x\ntitle: \x01\n", "2 form.file.syntax"},
		{"alias", "form: &x a\nquestions:\n  - b\n  - *x\n", "4 form.file.alias"},
		{"unknown alias", "form: x\ntitle: *y\n", "2 form.file.syntax"},
		{"two documents", "form: x\n---\nform: y\n", "3 form.file.several"},
		{"a document behind dots", "form: x\n...\n# more\nform: y\n", "4 form.file.several"},
		{"broken second document", "form: x\n---\nform: [\n", "4 form.file.syntax"},
		{"too large", strings.Repeat("#", 4<<20) + "\n", "1 form.file.large"},
		{"too deep", strings.Repeat("[", 20_000), "1 form.file.syntax"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := new(form.Library).Read("x.yaml", []byte(test.data))
			got := told(t, "x.yaml", err)
			if !slices.ContainsFunc(got, func(s string) bool { return s == test.want }) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if len(got) != 1 && !strings.HasSuffix(test.want, "mapping") {
				t.Errorf("got %q, want one mistake", got)
			}
			speak(t, err)
		})
	}
}

// TestFileJustNotTooLarge reads a file of exactly the largest size.
func TestFileJustNotTooLarge(t *testing.T) {
	data := append([]byte(read(t, "testdata/every.yaml")), '\n')
	data = append(data, []byte(strings.Repeat("#", 4<<20-len(data)))...)
	if _, err := new(form.Library).Read("x.yaml", data); err != nil {
		t.Error(problem.All(err))
	}
}

// TestLoadMistakes loads folders whose files do not go together.
func TestLoadMistakes(t *testing.T) {
	text := func(s string) string { return "{fr: " + s + ", nl: " + s + ", de: " + s + ", en: " + s + "}" }
	list := "list: l\nchoices:\n  - {code: a, label: " + text("L") + ", short: " + text("S") + "}\n"
	bands := "bands: b\nunit: minute\nchoices:\n  - {code: a, low: 0, value: 0, open: true, label: " + text("L") + ", short: " + text("S") + "}\n"
	noun := text("{one: a, other: b}")
	questionnaire := "form: f\nversion: 2026112201\ntitle: " + text("T") + "\nsheet_noun: " + noun + "\nrow_noun: " + noun +
		"\nquestions:\n  - {code: q, kind: choice, list: l, label: " + text("L") + ", short: " + text("S") + "}\n"
	tests := []struct {
		name  string
		files map[string]string
		want  []string // file, line, key
	}{
		{"fitting", map[string]string{"lists/l.yaml": list, "bands/b.yaml": bands, "f.yaml": questionnaire}, nil},
		{"other files", map[string]string{"lists/l.yaml": list, "f.yaml": questionnaire, "README.md": "[", "drafts/g.yaml": "["}, nil},
		{"a list twice", map[string]string{"lists/l.yaml": list, "lists/m.yaml": list}, []string{"lists/m.yaml 1 form.name.double"}},
		{"bands twice", map[string]string{"bands/b.yaml": bands, "bands/c.yaml": bands}, []string{"bands/c.yaml 1 form.name.double"}},
		{
			"a questionnaire twice",
			map[string]string{"lists/l.yaml": list, "f.yaml": questionnaire, "g.yaml": "# again\n" + questionnaire},
			[]string{"g.yaml 2 form.name.double"},
		},
		{
			"every file at once",
			map[string]string{"lists/l.yaml": "list: l\n", "bands/b.yaml": "[", "f.yaml": "form: f\ntitle: [\n", "g.yaml": questionnaire},
			[]string{"bands/b.yaml 2 form.file.syntax", "f.yaml 3 form.file.syntax", "lists/l.yaml 1 form.list.empty"},
		},
		{"a list that is none", map[string]string{"lists/l.yaml": "a word"}, []string{"lists/l.yaml 1 form.file.mapping"}},
		{"bands that are none", map[string]string{"bands/l.yaml": "- a"}, []string{"bands/l.yaml 1 form.file.mapping"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, data := range test.files {
				files[name] = &fstest.MapFile{Data: []byte(data)}
			}
			_, err := form.Load(files)
			var got []string
			for _, wrong := range problem.All(err) {
				got = append(got, wrong.Args["file"].(string)+" "+wrong.Args["line"].(string)+" "+wrong.Key)
			}
			if !slices.Equal(got, test.want) || (err == nil) != (test.want == nil) {
				t.Errorf("got %q (%v), want %q", got, err, test.want)
			}
			speak(t, err)
		})
	}
}

// TestLoadUnreadable loads a folder that cannot be read: that is no mistake of an author.
func TestLoadUnreadable(t *testing.T) {
	files := fstest.MapFS{"lists/l.yaml": &fstest.MapFile{Mode: os.ModeDir}}
	if _, err := form.Load(files); err == nil || problem.All(err) != nil {
		t.Errorf("got %v", err)
	}
}

// TestDecodeDamaged decodes what no Encode wrote. Nobody who reads the message can mend it, so it holds no problem.
func TestDecodeDamaged(t *testing.T) {
	for _, data := range []string{"", "{", "{}", `{"form":"x"}`} {
		f, err := form.Decode([]byte(data))
		if !errors.Is(err, form.ErrDamaged) || f != nil || problem.KindOf(err) != problem.Internal || problem.All(err) != nil {
			t.Errorf("%q: got %v, %v", data, f, err)
		}
	}
}
