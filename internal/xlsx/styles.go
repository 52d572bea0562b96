package xlsx

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"releve/internal/report"
)

// Colours, as RRGGBB. The second and third of a chart keep their distance from the first in grey print, too.
const (
	ink     = "1F2A33"
	accent  = "14506B"
	second  = "6FA8BF"
	third   = "C9B27C"
	fourth  = "8E9AA3"
	pale    = "E7F0F4"
	quiet   = "5B6770"
	line    = "D5DDE2"
	warning = "8A1C1C"
	alarm   = "FBE3E3"
)

// Number formats that are the same in every language.
const (
	wholeFormat   = "#,##0"
	decimalFormat = "#,##0.0"
	isoFormat     = "yyyy-mm-dd"
)

// formats are the number formats of a language. Excel writes separators as the reader's settings have them.
type formats struct {
	share, date string
}

func formatsOf(language string) formats {
	switch language {
	case "fr":
		return formats{share: `0\ %`, date: "dd/mm/yyyy"}
	case "de":
		return formats{share: `0\ %`, date: "dd.mm.yyyy"}
	default:
		return formats{share: "0%", date: "dd/mm/yyyy"}
	}
}

// of returns the format of a kind of cell, "" for text.
func (f formats) of(kind report.Kind) string {
	switch kind {
	case report.Count:
		return wholeFormat
	case report.Share:
		return f.share
	case report.Minutes, report.Hours:
		return decimalFormat
	case report.Date:
		return f.date
	case report.Text:
	}
	return ""
}

// look is how a cell of a sheet is drawn, apart from what kind of value it holds.
type look uint8

const (
	lookNotice   look = iota + 1 // above the tables, from here on
	lookTitle                    // of the campaign
	lookName                     // of the sheet
	lookUnder                    // below the name
	lookSentence                 // the figures
	lookCaveat                   // what they do not say
	lookFact
	lookFactText
	lookSection // title of a table
	lookAbout   // what has to be known to read it
	lookHead    // heading of a column of figures
	lookWord    // heading of the names
	lookNext    // heading of another column of texts
	lookCell    // of a table, from here on
	lookKey     // a figure that stands for itself
	lookTotal
	lookNote
	lookProse // a note that is all there is
	lookRows  // of the sheets of rows, from here on
	lookLine
	lookCode // of Codes: numbers are codes
)

// drawn is what a style is made of.
type drawn struct {
	look  look
	kind  report.Kind
	level int  // depth in a tree
	first bool // it names the row
	texts bool // it stands beside texts of several lines
}

// styles are the numbers of the cell styles of one workbook, made when they are first asked for.
type styles struct {
	file    *excelize.File
	formats formats
	made    map[drawn]int
	err     error // the first one
}

func newStyles(f *excelize.File, language string) *styles {
	return &styles{file: f, formats: formatsOf(language), made: map[drawn]int{}}
}

// of returns the number of a style.
func (s *styles) of(d drawn) int {
	if number, ok := s.made[d]; ok || s.err != nil {
		return number
	}
	style := s.style(d)
	number, err := s.file.NewStyle(&style)
	if err != nil {
		s.err = fmt.Errorf("make style: %w", err)
	}
	s.made[d] = number
	return number
}

// words returns the number of a style of text.
func (s *styles) words(l look) int { return s.of(drawn{look: l}) }

func (s *styles) style(d drawn) excelize.Style {
	if d.look >= lookRows {
		return s.rows(d)
	}
	if d.look >= lookCell {
		return s.table(d)
	}
	return banner(d.look)
}

// family is the letter of the whole workbook: the one that Excel, and its metric twin in LibreOffice, have anyway.
const family = "Calibri"

func font(size float64, color string) *excelize.Font {
	return &excelize.Font{Family: family, Size: size, Color: color}
}

func bold(size float64, color string) *excelize.Font {
	return &excelize.Font{Family: family, Size: size, Color: color, Bold: true}
}

func italic(size float64, color string) *excelize.Font {
	return &excelize.Font{Family: family, Size: size, Color: color, Italic: true}
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// at returns how text over several lines stands in its cell.
func at(vertical, horizontal string) *excelize.Alignment {
	return &excelize.Alignment{WrapText: true, Vertical: vertical, Horizontal: horizontal}
}

func under(color string) []excelize.Border {
	return []excelize.Border{{Type: "bottom", Color: color, Style: 1}}
}

// banner makes the styles of what stands above the rows of tables.
func banner(l look) excelize.Style {
	heading := excelize.Style{Font: bold(10, accent), Fill: fill(pale), Border: under(accent), Alignment: at("center", "left")}
	figure, next := heading, heading
	figure.Alignment = at("center", "right")
	next.Alignment = &excelize.Alignment{WrapText: true, Vertical: "center", Horizontal: "left", Indent: 1}
	return map[look]excelize.Style{
		lookNotice:   {Font: bold(13, warning), Fill: fill(alarm), Alignment: at("center", "left")},
		lookTitle:    {Font: bold(20, accent), Alignment: at("center", "left")},
		lookName:     {Font: bold(20, accent), Alignment: at("center", "left")},
		lookUnder:    {Font: font(11, quiet), Alignment: at("top", "left")},
		lookSentence: {Font: bold(13, ink), Alignment: at("center", "left")},
		lookCaveat:   {Font: italic(10, quiet), Alignment: at("top", "left")},
		lookFact:     {Font: font(10, quiet), Alignment: at("top", "left")},
		lookFactText: {Font: font(10, ink), Alignment: at("top", "left")},
		lookSection:  {Font: bold(13, accent), Alignment: at("center", "left")},
		lookAbout:    {Font: font(9, quiet), Alignment: at("top", "left")},
		lookHead:     figure, lookWord: heading, lookNext: next,
	}[l]
}

// table makes the styles of the cells of tables.
func (s *styles) table(d drawn) excelize.Style {
	style := excelize.Style{Font: font(11, ink), Border: under(line), Alignment: at("center", "left")}
	if d.texts {
		style.Alignment.Vertical = "top"
	}
	if !d.first && d.kind == report.Text {
		style.Alignment.Indent = 1
	}
	switch {
	case d.look == lookNote:
		style.Font = font(9, quiet)
		return style
	case d.look == lookProse:
		style.Font = font(10, ink)
		return style
	case d.look == lookTotal:
		style.Font, style.Fill = bold(11, ink), fill(pale)
	case d.look == lookKey:
		style.Font = bold(11, ink)
	case d.level > 0:
		style.Font = font(10, quiet)
		if d.first {
			style.Alignment.Indent = 2 * d.level
		}
	}
	if d.kind != report.Text {
		format := s.formats.of(d.kind)
		style.CustomNumFmt = &format
		style.Alignment.WrapText = false
		if !d.first {
			style.Alignment.Horizontal, style.Alignment.Indent = "right", 0
		}
	}
	return style
}

// rows makes the styles of the sheets of rows.
func (s *styles) rows(d drawn) excelize.Style {
	left := &excelize.Alignment{Horizontal: "left"}
	switch {
	case d.look == lookRows:
		return excelize.Style{Font: bold(10, accent), Fill: fill(pale), Border: under(accent)}
	case d.look == lookCode && d.kind == report.Date:
		format := isoFormat
		return excelize.Style{CustomNumFmt: &format, Alignment: left}
	case d.look == lookCode:
		return excelize.Style{Alignment: left}
	}
	if d.kind == report.Text {
		return excelize.Style{}
	}
	format := s.formats.of(d.kind)
	if d.kind == report.Date {
		return excelize.Style{CustomNumFmt: &format, Alignment: left}
	}
	return excelize.Style{CustomNumFmt: &format}
}
