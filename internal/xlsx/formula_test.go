package xlsx_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"releve/internal/report"
	"releve/internal/xlsx"
)

// formulaOf returns what stands in a cell that a formula fills, over the lines of one institution.
func formulaOf(t *testing.T, f *report.Formula, institutions ...string) (string, error) {
	t.Helper()
	b := bookOf(logs(len(institutions), institutions...), map[string]string{"base": "Base [d'issue] #1 @", "failed": "issue"})
	b.Reports[0].Tables = append(b.Reports[0].Tables, report.Table{Rows: []report.Row{{Cells: []report.Cell{
		{Text: "x"}, {Kind: report.Count, Value: 7, Formula: sum("rows")}, {Kind: report.Count, Empty: true, Formula: f}, of(report.Count, report.Cell{}, "here", f),
	}}}})
	var out strings.Builder
	if err := xlsx.Write(&out, xlsx.Workbook{Book: b, Made: made()}); err != nil {
		return "", err
	}
	file := reopen(t, []byte(out.String()))
	in, address := cellNamed(t, file, "here")
	text, err := file.GetCellFormula(in, address)
	if err != nil {
		t.Fatal(err)
	}
	row := strings.TrimLeft(address, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return strings.ReplaceAll(text, "B"+row, "B#"), nil
}

func TestFormulas(t *testing.T) {
	label := func(text string) *report.Formula { return sum("rows", "institution", text) }
	rows, labels := "Donnees[Démarche comptée]", "Donnees[Institution]"
	easy := func(criterion string) string { return "SUMIFS(" + rows + "," + labels + "," + criterion + ")" }
	exact := func(text string) string { return "SUMPRODUCT(1*EXACT(" + labels + "," + text + ")," + rows + ")" }
	constant := func(n float64) *report.Formula { return &report.Formula{Op: report.Constant, Number: n} }
	long := strings.Repeat("é", 300)
	cases := []struct {
		name    string
		formula *report.Formula
		want    string
	}{
		{"sum", sum("rows"), "SUM(" + rows + ")"},
		{"heading with signs of references", sum("base"), "SUM(Donnees[Base '[d''issue'] '#1 '@])"},
		{"heading that is there in other letters", sum("failed"), "SUM(Donnees[issue 2])"},
		{"where", label("ONEM (chômage)"), easy(`"=ONEM (chômage)"`)},
		{"where two", sum("mid", "institution", "A", "act", "b"), `SUMIFS(Donnees[Minutes (milieu)],Donnees[Institution],"=A",Donnees[Démarche],"=b")`},
		{
			"where one of two is difficult", sum("mid", "institution", "A", "week", "2022-W37"),
			`SUMPRODUCT(1*EXACT(Donnees[Institution],"A")*EXACT(Donnees[Semaine],"2022-W37"),Donnees[Minutes (milieu)])`,
		},
		{"not answered", label(""), easy(`"="`)},
		{"signs that stand for others", label("a~*?b"), easy(`"=a~~~*~?b"`)},
		{"quotes", label(`dit "non"`), easy(`"=dit ""non"""`)},
		{"an operator", label("<dix"), easy(`"=<dix"`)},
		{"a formula", label("=SUM(A)"), easy(`"==SUM(A)"`)},
		{"a number", label("1000"), exact(`"1000"`)},
		{"a power", label("1e3"), exact(`"1e3"`)},
		{"a date", label("1/2"), exact(`"1/2"`)},
		{"a month", label("septembre 1"), exact(`"septembre 1"`)},
		{"digits in words", label("Schaerbeek, 1030"), easy(`"=Schaerbeek, 1030"`)},
		{"a truth value", label("Vrai"), exact(`"Vrai"`)},
		{"an error", label("#N/A"), exact(`"#N/A"`)},
		{"only signs", label("…"), exact(`"…"`)},
		{"the same in other letters", label("Actiris"), exact(`"Actiris"`)},
		{"absent, but there in other letters", label("actiris"), exact(`"actiris"`)},
		{"the same to some spreadsheets", label("STRASSE"), exact(`"STRASSE"`)},
		{"too long for one text", label(long), exact(`"` + strings.Repeat("é", 250) + `"&"` + strings.Repeat("é", 50) + `"`)},
		{"too long for a formula", label(strings.Repeat("x", 9000)), ""},
		{"least", &report.Formula{Op: report.Least, Column: "day"}, `IF(COUNT(Donnees[Date comptée])=0,"",MIN(Donnees[Date comptée]))`},
		{"most, over a base", op(report.Unless, fig("n_rows"), &report.Formula{Op: report.Most, Column: "day"}), `IF(n_rows=0,"",MAX(Donnees[Date comptée]))`},
		{"share", op(report.Unless, fig("failed_base"), op(report.Quotient, fig("failed_n"), fig("failed_base"))), `IF(failed_base=0,"",failed_n/failed_base)`},
		{"quotient over no known base", op(report.Quotient, beside(1), fig("n_rows")), `IF(n_rows=0,"",B#/n_rows)`},
		{"quotient by a number", op(report.Quotient, sum("mid"), constant(0.5)), "SUM(Donnees[Minutes (milieu)])/0.5"},
		{
			"of a figure that may be undefined", op(report.Unless, fig("failed_share"), op(report.Quotient, fig("n_rows"), fig("failed_share"))),
			`IF(N(failed_share)=0,"",n_rows/N(failed_share))`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := formulaOf(t, c.formula, "ONEM (chômage)", "Actiris", "ACTIRIS", "Straße")
			if err != nil || got != c.want {
				t.Errorf("got %s (%v), want %s", got, err, c.want)
			}
		})
	}
}

func TestFormulasRefused(t *testing.T) {
	for name, f := range map[string]*report.Formula{
		"no such column": sum("nothing"), "no such column to compare": sum("rows", "nothing", "a"), "no such figure": fig("nothing"),
		"no such cell": beside(9), "no operation": {}, "one argument": op(report.Unless, sum("rows")),
	} {
		if got, err := formulaOf(t, f, "a"); err == nil {
			t.Errorf("%s: got %s, want an error", name, got)
		}
	}
}

// Without the rows every figure is a value.
func TestValuesWithoutData(t *testing.T) {
	b := bookOf(logs(30, "a", "b"), nil)
	b.Data = nil
	var out strings.Builder
	if err := xlsx.Write(&out, xlsx.Workbook{Book: b, Made: made()}); err != nil {
		t.Fatal(err)
	}
	f := reopen(t, []byte(out.String()))
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Synthèse", "Institutions", "Semaines", "Dictionnaire"}) {
		t.Errorf("sheets %v", got)
	}
	in, address := cellNamed(t, f, "n_rows")
	formula, err := f.GetCellFormula(in, address)
	if got := value(t, f, in, address); got != "29" || formula != "" || err != nil {
		t.Errorf("n_rows is %s by %q, want the value 29 (%v)", got, formula, err)
	}
}

func TestErrorOfData(t *testing.T) {
	b := bookOf(nil, nil)
	b.Data.Lines = func(yield func([]report.Cell, error) bool) { yield(nil, errLines) }
	if err := xlsx.Write(io.Discard, xlsx.Workbook{Book: b}); err == nil || !strings.Contains(err.Error(), errLines.Error()) {
		t.Errorf("got %v, want the error of the lines", err)
	}
}
