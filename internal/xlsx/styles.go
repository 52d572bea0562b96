package xlsx

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Colours, as RRGGBB.
const (
	ink     = "1F2A33"
	accent  = "14506B"
	pale    = "E7F0F4"
	quiet   = "5B6770"
	line    = "C9D3D9"
	warning = "8A1C1C"
	alarm   = "FBE3E3"
)

// styles are the numbers of the cell styles of one workbook.
type styles struct {
	notice, title, sentence, caveat    int
	fact, factText                     int
	section, head                      int
	label, text, note                  int
	count, share, minutes, hours, date int
	codesHead, codesDate, codesNumber  int
	no                                 int // an empty cell of a table
}

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

// Number formats that are the same in every language.
const (
	wholeFormat   = "#,##0"
	decimalFormat = "#,##0.0"
	isoFormat     = "yyyy-mm-dd"
)

// maker makes styles and keeps the first error.
type maker struct {
	file *excelize.File
	err  error
}

func (m *maker) style(s excelize.Style) int {
	if m.err != nil {
		return 0
	}
	number, err := m.file.NewStyle(&s)
	if err != nil {
		m.err = fmt.Errorf("make style: %w", err)
	}
	return number
}

func newStyles(f *excelize.File, language string) (styles, error) {
	m := &maker{file: f}
	var s styles
	m.banner(&s)
	m.tables(&s, formatsOf(language))
	m.rows(&s)
	return s, m.err
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

// wrapped is text over several lines, at the top of its cell.
func wrapped(indent int) *excelize.Alignment {
	return &excelize.Alignment{WrapText: true, Vertical: "top", Horizontal: "left", Indent: indent}
}

func under(color string) []excelize.Border {
	return []excelize.Border{{Type: "bottom", Color: color, Style: 1}}
}

// banner makes the styles of what stands above the tables.
func (m *maker) banner(s *styles) {
	s.notice = m.style(excelize.Style{
		Font: bold(13, warning), Fill: fill(alarm), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	})
	s.title = m.style(excelize.Style{Font: bold(20, accent), Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	s.sentence = m.style(excelize.Style{Font: bold(13, ink), Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	s.caveat = m.style(excelize.Style{Font: italic(10, quiet), Alignment: wrapped(0)})
	s.fact = m.style(excelize.Style{Font: font(10, quiet), Alignment: wrapped(0)})
	s.factText = m.style(excelize.Style{Font: font(10, ink), Alignment: wrapped(0)})
}

// tables makes the styles of the tables.
func (m *maker) tables(s *styles, f formats) {
	s.section = m.style(excelize.Style{Font: bold(12, accent), Fill: fill(pale), Alignment: &excelize.Alignment{Vertical: "center"}})
	s.head = m.style(excelize.Style{Font: font(9, quiet), Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center", WrapText: true}})
	s.label = m.style(excelize.Style{Font: font(11, ink), Alignment: wrapped(0), Border: under(line)})
	s.text = m.style(excelize.Style{Font: bold(11, ink), Alignment: wrapped(0), Border: under(line)})
	s.note = m.style(excelize.Style{Font: font(9, quiet), Alignment: wrapped(1), Border: under(line)})
	number := func(format string) int {
		return m.style(excelize.Style{
			Font: bold(11, ink), CustomNumFmt: &format, Border: under(line),
			Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "top"},
		})
	}
	s.count, s.share, s.date = number(wholeFormat), number(f.share), number(f.date)
	s.minutes, s.hours = number(decimalFormat), number(decimalFormat)
	s.no = m.style(excelize.Style{Border: under(line)})
}

// rows makes the styles of the sheets of rows.
func (m *maker) rows(s *styles) {
	date := isoFormat
	s.codesHead = m.style(excelize.Style{Font: bold(10, accent), Fill: fill(pale), Border: under(accent)})
	s.codesDate = m.style(excelize.Style{CustomNumFmt: &date, Alignment: &excelize.Alignment{Horizontal: "left"}})
	s.codesNumber = m.style(excelize.Style{Alignment: &excelize.Alignment{Horizontal: "left"}})
}
