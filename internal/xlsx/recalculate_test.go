package xlsx_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/report"
	"releve/internal/xlsx"
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

// compare returns the formulas of a workbook whose values LibreOffice finds otherwise, and how many formulas there are.
func compare(t *testing.T, path string) (differing []string, formulas int) {
	t.Helper()
	before, after := openRaw(t, path), openRaw(t, need.Recalculate(t, path))
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

func save(t *testing.T, b *report.Book, codes *xlsx.Codes) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.xlsx")
	var out bytes.Buffer
	if err := xlsx.Write(&out, xlsx.Workbook{Book: b, Codes: codes, Made: made()}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// LibreOffice calculates every formula again and finds what stands beside it.
func TestRecalculated(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	special := map[string]string{"rows": "Compté [#'@] ? ~*", "failed": `L'échec "a", 1+1`, "base": "=Base", "institution": "#", "mid": "rows", "act": "Démarche comptée]"}
	cases := []struct {
		name  string
		lines []logged
		heads map[string]string
		want  int // formulas, at least
	}{
		{"awkward labels", logs(3000, awkward()...), nil, 150},
		{"awkward headings", logs(300, "ONEM", "Actiris"), special, 40},
		{"no line", nil, nil, 15},
		{"one line", logs(1, "ONEM"), nil, 20},
		{"one line that does not count", []logged{{institution: "ONEM", uncounted: true, day: "2022-10-01"}}, nil, 20},
		{"labels that occur nowhere", logs(50, "onem", "x*"), nil, 20},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := bookOf(c.lines, c.heads)
			if c.name == "labels that occur nowhere" {
				b.Reports[1].Tables[0].Rows = append(b.Reports[1].Tables[0].Rows,
					report.Row{Cells: []report.Cell{{Text: "ONEM"}, counts(0, sum("rows", "institution", "ONEM"))}},
					report.Row{Cells: []report.Cell{{Text: "xy"}, counts(0, sum("rows", "institution", "xy"))}},
					report.Row{Cells: []report.Cell{{Text: "two"}, counts(0, sum("rows", "institution", "x?", "outcome", ""))}})
			}
			differing, formulas := compare(t, save(t, b, codesOf(c.lines)))
			if len(differing) > 0 || formulas < c.want {
				t.Errorf("%d formulas, want at least %d; differing:\n%s", formulas, c.want, strings.Join(differing, "\n"))
			}
		})
	}
}

// The shipped book keeps its figures, whatever the campaign.
func TestBookRecalculated(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	c, kept := example(t)
	calls, repeated := callsOf(t)
	cases := []struct {
		name     string
		campaign *campaign.Campaign
		kept     []campaign.Kept
		tag      locale.Tag
		want     int // formulas, at least
	}{
		{"the demonstration", c, kept, "nl", 1000},
		{"repeated rows", calls, repeated, "fr", 60},
		{"no sheet", c, nil, "de", 20},
		{"one sheet", c, kept[:1], "en", 80},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "w.xlsx")
			if err := os.WriteFile(path, writeBook(t, k.campaign, k.kept, k.tag), 0o600); err != nil {
				t.Fatal(err)
			}
			differing, formulas := compare(t, path)
			if len(differing) > 0 || formulas < k.want {
				t.Errorf("%d formulas, want at least %d; differing:\n%s", formulas, k.want, strings.Join(differing, "\n"))
			}
		})
	}
}

// A wrong value beside a formula is seen: the comparison calculates.
func TestRecalculatedSeesWrongValue(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	b := bookOf(logs(60, "ONEM", "Actiris"), nil)
	b.Reports[1].Tables[0].Rows[0].Cells[1].Value += 1000
	differing, _ := compare(t, save(t, b, nil))
	if len(differing) == 0 || !strings.Contains(strings.Join(differing, " "), "SUMIFS") {
		t.Errorf("a planted wrong value went unseen: %q", differing)
	}
}
