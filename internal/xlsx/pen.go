package xlsx

import (
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// cell is a cell as it is written.
type cell struct {
	kind    cellKind
	style   int
	text    string
	number  float64
	formula string // of what the text or number is the value
}

type cellKind uint8

const (
	nothing cellKind = iota
	textual
	numeric
)

// row is a row of cells.
type row struct {
	cells  []cell
	height float64  // in points, 0: as it comes
	merged [][2]int // first and last column of cells that are one, from 1
}

// pen writes the XML of a sheet, in the order that the format prescribes. The sheets are written here and not by
// excelize, whose stream is several times slower and drops, without an error, whatever is set after its last row.
type pen struct {
	to      io.Writer
	buf     []byte
	rows    int
	columns []string // names of the columns
	merged  []string
}

// chunk is how many bytes are gathered before they are compressed.
const chunk = 64 << 10

func (p *pen) add(s string) { p.buf = append(p.buf, s...) }

// flush compresses what was gathered.
func (p *pen) flush() error {
	_, err := p.to.Write(p.buf)
	p.buf = p.buf[:0]
	return err //nolint:wrapcheck // of our own archive
}

//words:ok elements of the file format
const (
	inlineText = ` t="inlineStr"><is><t xml:space="preserve">`
	textValue  = ` t="str"`
	rowStart   = `<row r="`
	rowHeight  = `" customHeight="1" ht="`
	cellStart  = `<c r="`
	cellStyle  = `" s="`
)

// row writes a row below the last one.
func (p *pen) row(r row) error {
	p.rows++
	p.add(rowStart)
	p.buf = strconv.AppendInt(p.buf, int64(p.rows), 10)
	if r.height > 0 {
		p.add(rowHeight)
		p.buf = strconv.AppendFloat(p.buf, r.height, 'f', -1, 64)
	}
	p.add(`">`)
	for i := range r.cells {
		if c := &r.cells[i]; c.kind != nothing || c.style != 0 || c.formula != "" {
			p.cell(i, c)
		}
	}
	p.add(`</row>`)
	for _, m := range r.merged {
		p.merged = append(p.merged, address(m[0], p.rows)+":"+address(m[1], p.rows))
	}
	if len(p.buf) < chunk {
		return nil
	}
	return p.flush()
}

func (p *pen) cell(column int, c *cell) {
	for len(p.columns) <= column {
		p.columns = append(p.columns, columnName(len(p.columns)+1))
	}
	p.add(cellStart)
	p.add(p.columns[column])
	p.buf = strconv.AppendInt(p.buf, int64(p.rows), 10)
	if c.style != 0 {
		p.add(cellStyle)
		p.buf = strconv.AppendInt(p.buf, int64(c.style), 10)
	}
	p.add(`"`)
	switch {
	case c.formula != "":
		p.calculated(c)
	case c.kind == textual:
		p.add(inlineText)
		p.escaped(cut(c.text, excelize.TotalCellChars))
		p.add(`</t></is></c>`)
	case c.kind == numeric:
		p.add(`><v>`)
		p.float(c.number)
		p.add(`</v></c>`)
	case c.kind == nothing:
		p.add(`/>`)
	}
}

// calculated writes a formula with its value.
func (p *pen) calculated(c *cell) {
	if c.kind != numeric {
		p.add(textValue)
	}
	p.add(`><f>`)
	p.escaped(c.formula)
	p.add(`</f><v>`)
	if c.kind == numeric {
		p.float(c.number)
	} else {
		p.escaped(c.text)
	}
	p.add(`</v></c>`)
}

func (p *pen) float(v float64) {
	if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
		p.buf = strconv.AppendInt(p.buf, int64(v), 10)
		return
	}
	p.buf = strconv.AppendFloat(p.buf, v, 'g', -1, 64)
}

// escaped writes a text as XML. Signs that XML cannot hold, and what a spreadsheet would take for one of them
// (_x0041_ stands for A), are written as Excel does.
func (p *pen) escaped(s string) {
	from := 0
	for i := 0; i < len(s); {
		instead, size := "", 1
		switch b := s[i]; {
		case b == '&':
			instead = "&amp;"
		case b == '<':
			instead = "&lt;"
		case b == '>':
			instead = "&gt;"
		case b == '"':
			instead = "&#34;"
		case b == '_' && coded(s[i:]):
			instead = "_x005F_"
		case b < ' ' && b != '\n' && b != '\t':
			instead = "_x00" + string("0123456789ABCDEF"[b>>4]) + string("0123456789ABCDEF"[b&15]) + "_"
		case b >= utf8.RuneSelf:
			instead, size = foreign(s[i:])
		}
		if instead != "" {
			p.add(s[from:i])
			p.add(instead)
			from = i + size
		}
		i += size
	}
	p.add(s[from:])
}

// foreign returns what stands for the sign that a text begins with, "" for itself, and its bytes.
func foreign(s string) (string, int) {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF {
		return "\uFFFD", size
	}
	return "", size
}

// coded says whether a text begins like a sign that Excel writes by its number.
func coded(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

// cut returns at most so many UTF-16 units of a text, as spreadsheets count.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	units := 0
	for i, r := range s {
		if units++; r > 0xFFFF {
			units++
		}
		if units > most {
			return s[:i]
		}
	}
	return s
}

// columnName returns the letters of a column, from 1.
func columnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// address returns the name of a cell, column and row from 1.
func address(column, row int) string { return columnName(column) + strconv.Itoa(row) }

// absolute returns the name of a cell that keeps its place when it is copied.
func absolute(column, row int) string { return "$" + columnName(column) + "$" + strconv.Itoa(row) }
