package xlsx_test

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"releve/internal/need"
	"releve/internal/report"
)

// awkward are labels that a spreadsheet could take for something else than what is written there.
func awkward() []string {
	return []string{
		"ONEM", "Onem", "onem", "O*EM", "ON?M", "O~*EM", "~", "*", "?", "a~", `Il a dit "non"`, `"`, "=1+1", "==", "<10", ">=5", "<>", "=",
		"'t loket", "@jean", "-5", "+32", "1/2", "1-2-2022", "TRUE", "VRAI", "waar", "1e3", "1000", "1 000", "50 %", "12:30", "mars 2022", "2022-W37",
		"2022-09", "Élève", "élève", "eleve", "Straße", "STRASSE", "a&b", "<b>", "A1", "#N/A", "#REF!", "_x0041_", "ligne\nsuivante", " & co",
		strings.Repeat("très long ", 30), strings.Repeat(`"~*`, 60), "€ 5", "½", "CPAS 1030 de Schaerbeek", "",
	}
}

// compare returns the formulas of a workbook whose values differ from those after another calculation, and how many
// formulas there are.
func compare(t *testing.T, path, recalculated string) (differing []string, formulas int) {
	t.Helper()
	before, after := openRaw(t, path), openRaw(t, recalculated)
	for _, name := range before.GetSheetList() {
		rows, err := before.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for y := range rows {
			for x := range 30 {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				formula, err := before.GetCellFormula(name, at)
				if err != nil {
					t.Fatal(err)
				}
				if formula == "" {
					continue
				}
				formulas++
				was, is := value(t, before, name, at), value(t, after, name, at)
				if !same(was, is) {
					differing = append(differing, name+"!"+at+" "+was+" → "+is+": "+formula)
				}
			}
		}
	}
	return differing, formulas
}

func openRaw(t *testing.T, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func value(t *testing.T, f *excelize.File, in, at string) string {
	t.Helper()
	text, err := f.GetCellValue(in, at)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func same(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, wrong := strconv.ParseFloat(b, 64)
	if err != nil || wrong != nil {
		return a == b
	}
	return math.Abs(x-y) <= 1e-9*max(1, math.Abs(x))
}

// recalculated checks workbooks by name: each has so many formulas at least, and only the planted one has another
// value after LibreOffice calculated every formula again.
func recalculated(t *testing.T, books map[string][]byte, want map[string]int) {
	t.Helper()
	dir := t.TempDir()
	names := slices.Sorted(maps.Keys(books))
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(dir, strconv.Itoa(i)+".xlsx")
		if err := os.WriteFile(paths[i], books[name], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, made := range need.Convert(t, "xlsx", paths...) {
		differing, formulas := compare(t, paths[i], made)
		if names[i] == planted {
			if len(differing) == 0 || !strings.Contains(differing[0], "SUMIFS") {
				t.Errorf("%s went unseen: %q", planted, differing)
			}
			continue
		}
		if len(differing) > 0 || formulas < want[names[i]] {
			t.Errorf("%s: %d formulas, want at least %d; differing:\n%s", names[i], formulas, want[names[i]], strings.Join(differing, "\n"))
		}
	}
}

// planted is the workbook with a wrong value beside a formula: it proves that every formula is calculated.
const planted = "a planted wrong value"

// LibreOffice calculates every formula again and finds what stands beside it.
func TestRecalculated(t *testing.T) {
	need.Full(t)
	special := map[string]string{
		"rows": "Compté [#'@] ? ~*", "failed": `L'échec "a", 1+1`, "base": "=Base", "institution": "#", "mid": "rows", "act": "Démarche comptée]", "low": "_x0041_",
	}
	absent := bookOf(logs(50, "onem", "x*"), nil)
	absent.Reports[1].Tables[0].Rows = append(absent.Reports[1].Tables[0].Rows,
		report.Row{Cells: []report.Cell{{Text: "ONEM"}, counts(0, sum("rows", "institution", "ONEM"))}},
		report.Row{Cells: []report.Cell{{Text: "xy"}, counts(0, sum("rows", "institution", "xy"))}},
		report.Row{Cells: []report.Cell{{Text: "two"}, counts(0, sum("rows", "institution", "x?", "outcome", ""))}})
	wrong := bookOf(logs(60, "ONEM", "Actiris"), nil)
	wrong.Reports[1].Tables[0].Rows[0].Cells[1].Value += 1000
	books, want := map[string][]byte{}, map[string]int{
		"awkward labels": 400, "awkward headings": 60, "no line": 15, "one line": 25, "one line that does not count": 25, "labels that occur nowhere": 60,
	}
	for name, book := range map[string]*report.Book{
		"awkward labels": bookOf(logs(3000, awkward()...), nil), "awkward headings": bookOf(logs(300, "ONEM", "Actiris"), special), "no line": bookOf(nil, nil),
		"one line": bookOf(logs(1, "ONEM"), nil), planted: wrong, "labels that occur nowhere": absent,
		"one line that does not count": bookOf([]logged{{institution: "ONEM", uncounted: true, day: "2022-10-01"}}, nil),
	} {
		books[name] = writeAll(t, book)
	}
	recalculated(t, books, want)
}

// The shipped book keeps its figures, whatever the campaign.
func TestBookRecalculated(t *testing.T) {
	need.Full(t)
	c, kept := example(t)
	calls, repeated := callsOf(t)
	recalculated(t, map[string][]byte{
		"the demonstration": writeBook(t, c, kept, "nl"), "repeated rows": writeBook(t, calls, repeated, "fr"),
		"no sheet": writeBook(t, c, nil, "de"), "one sheet": writeBook(t, c, kept[:1], "en"),
	}, map[string]int{"the demonstration": 1000, "repeated rows": 60, "no sheet": 20, "one sheet": 80})
}
