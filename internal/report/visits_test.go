package report_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"releve/internal/form"
	"releve/internal/tally"
)

// visits returns a questionnaire that no campaign has yet: the questions of monitoring-plus, of which what was done
// and how long it took can be answered several times, so that institution, outcome and obstacles are asked once for
// all rows.
func visits(tb testing.TB) *form.Form {
	tb.Helper()
	folder := os.DirFS(filepath.Join("..", "..", "forms"))
	files := fstest.MapFS{}
	for _, pattern := range []string{"lists/*.yaml", "bands/*.yaml"} {
		names, err := fs.Glob(folder, pattern)
		if err != nil {
			tb.Fatal(err)
		}
		for _, name := range names {
			files[name] = &fstest.MapFile{Data: read(tb, folder, name)}
		}
	}
	head, rest, _ := strings.Cut(string(read(tb, folder, "monitoring-plus.yaml")), "questions:\n")
	questions, tail, _ := strings.Cut(rest, "\ngroups:")
	var sheet, row strings.Builder
	for _, block := range strings.Split("\n"+questions, "\n  - ")[1:] {
		if strings.HasPrefix(block, "code: proc") || strings.HasPrefix(block, "code: dur") {
			row.WriteString("\n      - " + strings.ReplaceAll(block, "\n    ", "\n        "))
		} else {
			sheet.WriteString("\n  - " + block)
		}
	}
	same := `{fr: "%", nl: "% ", de: "%  ", en: "%   "}`
	repeat := "\n  - code: done\n    kind: repeat\n    min: 0\n    max: 9\n    short: " + strings.ReplaceAll(same, "%", "Actes") +
		"\n    label: " + strings.ReplaceAll(same, "%", "Actes") + "\n    questions:" + row.String()
	text := strings.Replace(head, "form: monitoring-plus", "form: visits", 1) + "questions:" + sheet.String() + repeat + "\ngroups:" + tail
	files["visits.yaml"] = &fstest.MapFile{Data: []byte(text)}
	library, err := form.Load(files)
	if err != nil {
		tb.Fatal(err)
	}
	f, _ := library.Form("visits")
	return f
}

func read(tb testing.TB, folder fs.FS, name string) []byte {
	tb.Helper()
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// Where a question stands outside of the repeat, its table counts sheets and leaves out what belongs to rows.
func TestFormulasOfSheetQuestions(t *testing.T) {
	f := visits(t)
	for seed := range uint64(4) {
		of := newCampaign(t, "monitoring-plus")
		of.FormID, of.Version, of.Forms = f.ID, f.Version, []*form.Form{f}
		manyServices(of)
		b := buildBook(t, source(t, of, tally.Filter{}, drawn(t, of, seed, 80)...), catalogue(t).Printer("fr"))
		checkFormulas(t, b)
		for _, key := range []string{"institutions", "reasons"} {
			table := tableOf(b, key)
			if last := table.Rows[len(table.Rows)-1]; !last.Total || last.Cells[1].Value > 80 {
				t.Errorf("%s counts %v of 80 sheets", key, last.Cells[1].Value)
			}
		}
	}
}

// What is asked once for a call is not told by what only one of its requests says.
func TestCallMinutesStayWithCalls(t *testing.T) {
	of := newCampaign(t, "appels")
	b := buildBook(t, source(t, of, tally.Filter{}, drawn(t, of, 1, 20)...), catalogue(t).Printer("fr"))
	for key, want := range map[string]int{"institutions": 3, "themes": 3, "services": 12} {
		if got := len(tableOf(b, key).Head); got != want {
			t.Errorf("%s has the columns %q, want %d", key, tableOf(b, key).Head, want)
		}
	}
}
