package xlsx_test

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"releve/internal/report"
)

// corner is a cell of a drawing's anchor, from 0.
type corner struct {
	Col int `xml:"col"`
	Row int `xml:"row"`
}

type anchor struct {
	From  corner `xml:"from"`
	To    corner `xml:"to"`
	Frame struct {
		Descr string `xml:"descr,attr"`
	} `xml:"graphicFrame>nvGraphicFramePr>cNvPr"`
}

// drawn returns the anchors of the charts of a sheet, the n-th from 1.
func drawn(t *testing.T, all map[string]string, n int) []anchor {
	t.Helper()
	found := regexp.MustCompile(`drawings/drawing\d+\.xml`).FindString(all["xl/worksheets/_rels/sheet"+strconv.Itoa(n)+".xml.rels"])
	if found == "" {
		return nil
	}
	var drawing struct {
		Anchors []anchor `xml:"twoCellAnchor"`
	}
	if err := xml.Unmarshal([]byte(all[path.Join("xl", found)]), &drawing); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(drawing.Anchors, func(a, b anchor) int { return a.From.Row - b.From.Row })
	return drawing.Anchors
}

// No chart lies on a cell that says something, nor on another chart.
func TestChartsCoverNothing(t *testing.T) {
	c, kept := example(t)
	for _, data := range [][]byte{writeBook(t, c, kept, "fr"), writeBook(t, c, kept[:3], "nl")} {
		f, all := reopen(t, data), parts(t, data)
		charts := 0
		for i, name := range f.GetSheetList() {
			rows, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			last := -1
			for _, one := range drawn(t, all, i+1) {
				charts++
				if one.From.Row <= last || one.Frame.Descr == "" || one.To.Row <= one.From.Row || one.To.Col < 1 {
					t.Errorf("%s: chart from row %d to %d, described %q, after row %d", name, one.From.Row, one.To.Row, one.Frame.Descr, last)
				}
				last = one.To.Row
				for y := one.From.Row; y <= one.To.Row && y < len(rows); y++ {
					if text := strings.Join(rows[y], ""); text != "" {
						t.Errorf("%s: a chart covers row %d: %s", name, y+1, text)
					}
				}
			}
		}
		if charts < 2 {
			t.Errorf("%d charts, want at least 2", charts)
		}
	}
}

func TestCharts(t *testing.T) {
	lines := logs(200, "a", "b", "c", "d", "e")
	kinds := []report.Chart{
		{Kind: report.Bars, Title: "Bars & co", Series: []int{1}, Rows: 3, Text: "what it shows"},
		{Kind: report.Stacked, Title: "Stacked", Series: []int{3, 4}, Text: "x"},
		{Kind: report.Columns, Title: "Columns", Series: []int{1}, Text: "x"},
	}
	b := bookOf(nil, nil)
	b.Reports = nil
	for i, chart := range kinds {
		r := breakdown(lines, "L'été "+strconv.Itoa(i), "institution", func(l logged) string { return l.institution }, chart)
		b.Reports = append(b.Reports, r)
	}
	tree := b.Reports[1].Tables[0].Rows
	tree[1].Level, tree[2].Level = 1, 1
	b.Reports = append(b.Reports, summary(lines))
	b.Data = dataOf(lines, nil)
	data := writeAll(t, b)
	all := parts(t, data)
	rowOf := func(sheet, label string) string {
		rows, err := reopen(t, data).GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.Itoa(slices.IndexFunc(rows, func(r []string) bool { return len(r) > 1 && r[0] == label }) + 1)
	}
	first, third := b.Reports[0].Tables[0].Rows[0].Cells[0].Text, b.Reports[0].Tables[0].Rows[2].Cells[0].Text
	top, last := tree[0].Cells[0].Text, tree[3].Cells[0].Text
	for _, want := range []struct {
		name, part, text string
	}{
		{"first three rows", "chart1", "'L''été 0'!$B$" + rowOf("L'été 0", first) + ":$B$" + rowOf("L'été 0", third) + "<"},
		{"names", "chart1", "'L''été 0'!$A$" + rowOf("L'été 0", first) + ":$A$"},
		{"title", "chart1", "Bars &amp; co"},
		{"lying", "chart1", `barDir val="bar"`},
		{"largest on top", "chart1", `orientation val="maxMin"`},
		{"numbers", "chart1", `showVal val="1"`},
		{"colour", "chart1", "14506B"},
		{"no deeper levels", "chart2", "('L''été 1'!$E$" + rowOf("L'été 1", top) + ",'L''été 1'!$E$" + rowOf("L'été 1", last)},
		{"stacked", "chart2", `grouping val="stacked"`},
		{"legend", "chart2", `legendPos val="b"`},
		{"standing", "chart3", `barDir val="col"`},
	} {
		text := strings.NewReplacer("&#39;", "'").Replace(all["xl/charts/"+want.part+".xml"])
		if !strings.Contains(text, want.text) {
			t.Errorf("%s: %s has no %s: %s", want.name, want.part, want.text, text)
		}
	}
	if got := drawn(t, all, 1); len(got) != 1 || got[0].Frame.Descr != "what it shows" {
		t.Errorf("anchors %+v, want one chart that says what it shows", got)
	}
	if strings.Contains(all["xl/charts/chart3.xml"], `orientation val="maxMin"`) {
		t.Error("time goes from right to left")
	}
}

// Every part is well-formed, and the elements of a sheet stand in the order that the format prescribes: Excel mends,
// and says so, a file that has them otherwise.
func TestFormat(t *testing.T) {
	c, kept := example(t)
	order := []string{
		"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells", "printOptions", "pageMargins",
		"pageSetup", "headerFooter", "drawing", "tableParts",
	}
	for name, text := range parts(t, writeBook(t, c, kept, "fr")) {
		var found []string
		depth := 0
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				if depth++; depth == 2 {
					found = append(found, e.Name.Local)
				}
			case xml.EndElement:
				depth--
			}
		}
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		at := -1
		for _, element := range found {
			next := slices.Index(order, element)
			if next <= at {
				t.Errorf("%s: %s is unknown or stands too late in %v", name, element, found)
			}
			at = next
		}
	}
}

// The table has as many rows as there are lines, at least a blank one, and the headings of its cells.
func TestTable(t *testing.T) {
	cases := []struct {
		name  string
		lines int
		heads map[string]string
		want  string
	}{
		{"lines", 5, nil, `ref="A1:L6"`},
		{"no lines", 0, nil, `ref="A1:L2"`},
		{"a heading twice, in other letters", 1, map[string]string{"act": "INSTITUTION"}, `name="INSTITUTION 2"`},
		{"a heading of two lines", 1, map[string]string{"act": " Type\n d'acte "}, `name="Type d&#39;acte"`},
		{"no heading", 1, map[string]string{"act": ""}, `name="?"`},
		{"a heading that is a number", 1, map[string]string{"act": "2022"}, `name="2022"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			data := writeAll(t, bookOf(logs(c.lines, "a"), c.heads))
			table := parts(t, data)["xl/tables/table1.xml"]
			if !strings.Contains(table, c.want) {
				t.Errorf("no %s in %s", c.want, table)
			}
			rows, err := reopen(t, data).GetRows("Données")
			if err != nil || len(rows) != c.lines+1 {
				t.Fatalf("%d rows (%v), want %d", len(rows), err, c.lines+1)
			}
			for i, m := range regexp.MustCompile(`<tableColumn id="\d+" name="([^"]*)"`).FindAllStringSubmatch(table, -1) {
				if got := strings.ReplaceAll(m[1], "&#39;", "'"); got != rows[0][i] {
					t.Errorf("column %d is %q in the table and %q in its cell", i, got, rows[0][i])
				}
			}
		})
	}
}

// A text is read as it was written, whatever a spreadsheet or XML could make of it.
func TestTexts(t *testing.T) {
	long := strings.Repeat("é", excelize.TotalCellChars+5)
	cases := []struct{ text, want string }{
		{"=1+1", "=1+1"},
		{" a  b ", " a  b "},
		{"a\nb\tc", "a\nb\tc"},
		{"<&>\"'", "<&>\"'"},
		{"_x0041_", "_x0041_"},
		{"_x00", "_x00"},
		{"\x01bell\x07", "\x01bell\x07"},
		{"\uFFFE", "\uFFFD"},
		{"a\xffb", "a\uFFFDb"},
		{"😀", "😀"},
		{long, long[:2*excelize.TotalCellChars]},
	}
	lines := make([]logged, len(cases))
	for i, c := range cases {
		lines[i] = logged{institution: c.text, day: "2022-10-01"}
	}
	f := reopen(t, writeAll(t, bookOf(lines, nil)))
	for i, c := range cases {
		if got := value(t, f, "Données", "B"+strconv.Itoa(i+2)); got != c.want {
			t.Errorf("%.40q reads %.40q, want %.40q", c.text, got, c.want)
		}
	}
}
