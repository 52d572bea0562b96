package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"releve/internal/chart"
	"releve/internal/locale"
	"releve/internal/report"
)

func french(t *testing.T) *locale.Printer {
	t.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Printer("fr")
}

// table has a first row that is twice the second, a line below it and a total, of which the last two are never drawn.
func table() report.Table {
	row := func(name string, level int, values ...float64) report.Row {
		r := report.Row{Cells: []report.Cell{{Text: name}}, Level: level}
		for _, v := range values {
			r.Cells = append(r.Cells, report.Cell{Kind: report.Count, Value: v})
		}
		return r
	}
	total := row("Total", 0, 1500, 300)
	total.Total = true
	return report.Table{
		Head: []string{"", "Démarches <n>", "Échecs"},
		Rows: []report.Row{row(`FWB & "Cie" <b>`, 0, 1000, 200), row("dessous", 1, 700, 150), row("Commune", 0, 500, 100), total},
	}
}

// elements returns the elements of a picture as "name attribute=value…", and fails when it is not well formed.
func elements(t *testing.T, svg string) []string {
	t.Helper()
	var found []string
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		if start, ok := token.(xml.StartElement); ok {
			words := []string{start.Name.Local}
			for _, a := range start.Attr {
				words = append(words, a.Name.Local+"="+a.Value)
			}
			found = append(found, strings.Join(words, " "))
		}
	}
}

func TestDraw(t *testing.T) {
	p := french(t)
	for _, test := range []struct {
		name   string
		kind   report.ChartKind
		series []int
		rows   int
		want   []string // rectangles, in their order
	}{
		{"bars", report.Bars, []int{1}, 0, []string{
			"rect class=s0 x=0% y=20 width=100% height=12 rx=2", "rect class=s0 x=0% y=64 width=50% height=12 rx=2",
		}},
		{"first row only", report.Bars, []int{1}, 1, []string{"rect class=s0 x=0% y=20 width=100% height=12 rx=2"}},
		{"stacked", report.Stacked, []int{1, 2}, 1, []string{
			"rect class=s0 x=0 y=2 width=12 height=12 rx=2", "rect class=s1 x=0 y=22 width=12 height=12 rx=2",
			"rect class=s0 x=0% y=72 width=83.33% height=12 rx=2", "rect class=s1 x=83.33% y=72 width=16.67% height=12 rx=2",
		}},
		{"columns", report.Columns, []int{1}, 0, []string{
			"rect class=s0 x=5% y=20 width=40% height=150 rx=2", "rect class=s0 x=55% y=95 width=40% height=75 rx=2",
			"rect class=axis x=0 y=170 width=100% height=1",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := report.Chart{Kind: test.kind, Title: "Titre <x>", Text: `Ce qu'on "voit"`, Series: test.series, Rows: test.rows}
			svg := chart.Draw(c, table(), "g1", p)
			var rects []string
			for _, e := range elements(t, svg) {
				if strings.HasPrefix(e, "rect") {
					rects = append(rects, e)
				}
				if strings.Contains(e, "style=") || strings.Contains(e, "href") {
					t.Errorf("%s: attributes only", e)
				}
			}
			if got, want := strings.Join(rects, "\n"), strings.Join(test.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if strings.Contains(svg, "Total") || strings.Contains(svg, "dessous") {
				t.Error("a sum or a lower level is drawn")
			}
		})
	}
}

// TestDrawTells looks at what the picture says in words: title, description, names and values.
func TestDrawTells(t *testing.T) {
	c := report.Chart{Kind: report.Bars, Title: "Titre <x>", Text: `Ce qu'on "voit"`, Series: []int{1, 2}}
	svg := chart.Draw(c, table(), "g1", french(t))
	for _, want := range []string{
		`<title id="g1-t">Titre &lt;x&gt;</title>`, `<desc id="g1-d">Ce qu&#39;on &#34;voit&#34;</desc>`,
		`aria-labelledby="g1-t"`, `aria-describedby="g1-d"`, `role="img"`,
		"FWB &amp; &#34;Cie&#34; &lt;b&gt;", "1\u00a0000 / 200", "Démarches &lt;n&gt;",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
}

func TestDrawNothing(t *testing.T) {
	p := french(t)
	empty := table()
	for i := range empty.Rows {
		for j := range empty.Rows[i].Cells {
			empty.Rows[i].Cells[j].Empty = true
		}
	}
	for _, test := range []struct {
		name  string
		chart report.Chart
		table report.Table
	}{
		{"no rows", report.Chart{Kind: report.Bars, Series: []int{1}}, report.Table{Head: []string{"", "n"}}},
		{"nothing to compute from", report.Chart{Kind: report.Bars, Series: []int{1}}, empty},
		{"no such column", report.Chart{Kind: report.Columns, Series: []int{0, 9}}, table()},
		{"no kind", report.Chart{Series: []int{1}}, table()},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := chart.Draw(test.chart, test.table, "g1", p); got != "" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// TestDrawInside shows that the names at both ends do not leave the picture.
func TestDrawInside(t *testing.T) {
	svg := chart.Draw(report.Chart{Kind: report.Columns, Series: []int{1}}, table(), "g1", french(t))
	for _, want := range []string{`x="0%" y="186" text-anchor="start"`, `x="100%" y="186" text-anchor="end">Commune`} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
}

// TestDrawMany shows that a year of weeks has few enough names to be read, and names of any length their room.
func TestDrawMany(t *testing.T) {
	year := report.Table{Head: []string{"", "n"}}
	for range 53 {
		year.Rows = append(year.Rows, report.Row{Cells: []report.Cell{
			{Text: strings.Repeat("é", 60)}, {Kind: report.Count, Value: 3},
		}})
	}
	svg := chart.Draw(report.Chart{Kind: report.Columns, Series: []int{1}}, year, "g1", french(t))
	if n := strings.Count(svg, "<text"); n > 5 {
		t.Errorf("%d names below one another", n)
	}
	if strings.Contains(svg, strings.Repeat("é", 42)) || !strings.Contains(svg, strings.Repeat("é", 41)+"…") {
		t.Error("a long name is not cut")
	}
	if n := strings.Count(svg, `class="s0"`); n != 53 {
		t.Errorf("%d bars", n)
	}
}
