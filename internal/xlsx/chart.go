package xlsx

import (
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"releve/internal/report"
)

// Measures of charts, in pixels of 96 to the inch.
const (
	rowPixels    = 20 // of a row of 15 points
	rowPoints    = 15
	signPixels   = 7 // of a sign of 11 points, at least
	bookPixels   = 8 // what excelize takes for it when it looks for the last corner
	barPixels    = 26
	framePixels  = 64
	legendPixels = 28
	standing     = 280 // height of standing columns
)

// mostLabelled is how many standing columns can carry their numbers.
const mostLabelled = 30

// sketch is a chart before it has its place.
type sketch struct {
	*report.Chart
	rows []int // of the table, that it draws
}

// sketches returns the charts of a table that have something to draw.
func (s *sheet) sketches(t *report.Table) []sketch {
	var all []sketch
	for i := range s.report.Charts {
		c := &s.report.Charts[i]
		if rows := drawable(t, c.Rows); t.Key != "" && c.Table == t.Key && len(rows) > 0 && len(c.Series) > 0 {
			all = append(all, sketch{Chart: c, rows: rows})
		}
	}
	return all
}

// drawable returns the first rows that a chart draws: no totals, nothing deeper in the tree, nothing without a name.
func drawable(t *report.Table, most int) []int {
	var rows []int
	for i, r := range t.Rows {
		if !r.Total && r.Level == 0 && len(r.Cells) > 0 && !r.Cells[0].Empty && (most <= 0 || len(rows) < most) {
			rows = append(rows, i)
		}
	}
	return rows
}

// pixels returns the height of a chart.
func (c sketch) pixels() int {
	tall := framePixels + barPixels*len(c.rows)
	if c.Kind == report.Columns {
		tall = standing
	}
	if len(c.Series) > 1 {
		tall += legendPixels
	}
	return tall
}

// under returns how many rows lie under a chart, with a blank one below it.
func (c sketch) under() int { return (c.pixels()+rowPixels-1)/rowPixels + 1 }

// draw leaves room for the charts of a table below its title: the picture before the numbers, and never over them.
func (s *sheet) draw(t *report.Table) {
	all := s.sketches(t)
	first := len(s.rows) + 1
	if len(t.Head) > 1 {
		first++
	}
	for _, c := range all {
		first += c.under()
	}
	for _, c := range all {
		s.charts = append(s.charts, placed{cell: address(1, len(s.rows)+1), chart: s.chart(t, c, first)})
		for range c.under() {
			s.put(row{height: rowPoints})
		}
	}
}

// chart draws a chart of a table whose first numbers stand in a row.
func (s *sheet) chart(t *report.Table, c sketch, first int) *excelize.Chart {
	lone := len(c.Series) == 1
	no, gap := false, uint(45)
	chart := &excelize.Chart{
		Type: excelize.Bar, VaryColors: &no, GapWidth: &gap,
		Format:    excelize.GraphicOptions{AltText: cut(c.Text, excelize.MaxGraphicAltTextLength), Name: cut(c.Title, mostFooter)},
		Dimension: excelize.ChartDimension{Width: s.broad(), Height: uint(c.pixels())},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: bold(12, accent)}}},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: font(10, ink)},
		XAxis:     excelize.ChartAxis{Font: *font(10, ink), ReverseOrder: c.Kind != report.Columns},
		YAxis:     excelize.ChartAxis{None: true, Font: *font(9, quiet)},
		PlotArea:  excelize.ChartPlotArea{ShowVal: lone, NumFmt: excelize.ChartNumFmt{CustomNumFmt: s.chartFormat(t, c)}},
		Border:    excelize.LineOptions{Type: excelize.LineSolid, Width: 0.75, Fill: fill(line)},
	}
	if lone {
		chart.Legend.Position = "none"
	}
	switch c.Kind {
	case report.Columns:
		chart.Type = excelize.Col
		chart.PlotArea.ShowVal = lone && len(c.rows) <= mostLabelled
		chart.YAxis.None = chart.PlotArea.ShowVal
		chart.YAxis.MajorGridLines = !chart.YAxis.None
	case report.Stacked:
		whole := 100
		chart.Type, chart.Overlap = excelize.BarStacked, &whole
		chart.PlotArea.ShowVal = true
	case report.Bars:
	}
	least := 0.0
	chart.YAxis.Minimum = &least
	for i, column := range c.Series {
		chart.Series = append(chart.Series, s.series(c, column, first, i))
	}
	return chart
}

// broad returns the width of a chart: it ends within the last column of what stands above the tables.
func (s *sheet) broad() uint {
	sum := 0.0
	for _, w := range s.widths[:s.columns.across-1] {
		sum += math.Floor(w*bookPixels + 0.5)
	}
	return uint(sum + s.widths[s.columns.across-1]*signPixels)
}

// chartFormat returns the format of the numbers of a chart.
func (s *sheet) chartFormat(t *report.Table, c sketch) string {
	if cells := t.Rows[c.rows[0]].Cells; c.Series[0] < len(cells) {
		return s.styles.formats.of(cells[c.Series[0]].Kind)
	}
	return ""
}

// series draws a column of the table.
func (s *sheet) series(c sketch, column, first, i int) excelize.ChartSeries {
	colors := []string{accent, second, third, fourth}
	letters := []string{"FFFFFF", ink, ink, ink}
	one := excelize.ChartSeries{
		Name:       quoted(s.report.Name) + "!" + absolute(column+1, first-1),
		Categories: s.cells(c, 0, first), Values: s.cells(c, column, first),
		Fill:      fill(colors[i%len(colors)]),
		DataLabel: excelize.ChartDataLabel{Font: *font(9, ink)},
	}
	if c.Kind == report.Stacked {
		one.DataLabel.Font.Color = letters[i%len(letters)]
	}
	return one
}

// cells returns a reference to the cells of a column that a chart draws.
func (s *sheet) cells(c sketch, column, first int) string {
	in := quoted(s.report.Name) + "!"
	var parts []string
	for i := 0; i < len(c.rows); {
		from := i
		for i++; i < len(c.rows) && c.rows[i] == c.rows[i-1]+1; i++ {
		}
		part := in + absolute(column+1, first+c.rows[from])
		if i-from > 1 {
			part += ":" + absolute(column+1, first+c.rows[i-1])
		}
		parts = append(parts, part)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, ",") + ")"
}
