package pdf

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// mostRow is how long a row of samples may be, in bytes.
const mostRow = 1 << 20

// predicted undoes the predictor of a filter: of PNG (10 and above), row by row, or of TIFF (2).
func (s step) predicted(r io.Reader) (io.Reader, error) {
	kind, colours, bits, columns := s.parameter("Predictor", 1), s.parameter("Colors", 1), s.parameter("BitsPerComponent", 8), s.parameter("Columns", 1)
	if kind < 2 {
		return r, nil
	}
	if colours < 1 || colours > 32 || bits < 1 || bits > 16 || columns < 1 || columns > mostRow {
		return nil, errSyntax
	}
	row := (columns*colours*bits + 7) / 8
	if row > mostRow || kind == 2 && bits != 8 {
		return nil, fmt.Errorf("undo predictor: %w", errForeign)
	}
	p := &predictor{r: bufio.NewReaderSize(r, chunk), tiff: kind == 2, unit: max(1, colours*bits/8), row: make([]byte, row), above: make([]byte, row)}
	return p, nil
}

// parameter returns a number among the parameters of a filter.
func (s step) parameter(key name, otherwise int) int {
	if v, ok := s.parms[key].(float64); ok {
		return int(v)
	}
	return otherwise
}

// predictor undoes a predictor.
type predictor struct {
	r          *bufio.Reader
	tiff       bool
	unit       int // bytes of a pixel
	row, above []byte
	ready      []byte // of row, what is not read yet
}

// Read reads.
func (p *predictor) Read(b []byte) (int, error) {
	if len(p.ready) == 0 {
		if err := p.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.ready)
	p.ready = p.ready[n:]
	return n, nil
}

// fill reads the next row.
func (p *predictor) fill() error {
	p.row, p.above = p.above, p.row
	kind := byte(1)
	if !p.tiff {
		var err error
		if kind, err = p.r.ReadByte(); err != nil {
			return io.EOF
		}
	}
	n, err := io.ReadFull(p.r, p.row)
	if n == 0 {
		return io.EOF
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err //nolint:wrapcheck // a reader hands errors on
	}
	clear(p.row[n:])
	p.undo(kind)
	p.ready = p.row[:n]
	return nil
}

// undo undoes one row; kinds are those of PNG.
func (p *predictor) undo(kind byte) {
	for i := range p.row {
		var left, above, corner byte
		above = p.above[i]
		if i >= p.unit {
			left, corner = p.row[i-p.unit], p.above[i-p.unit]
		}
		switch kind {
		case 1:
			p.row[i] += left
		case 2:
			p.row[i] += above
		case 3:
			p.row[i] += byte((int(left) + int(above)) / 2) //nolint:gosec // G115: modulo 256 is meant
		case 4:
			p.row[i] += paeth(int(left), int(above), int(corner))
		}
	}
}

// paeth is the predictor of that name (PNG, 9.4).
func paeth(left, above, corner int) byte {
	p := left + above - corner
	a, b, c := abs(p-left), abs(p-above), abs(p-corner)
	switch {
	case a <= b && a <= c:
		return byte(left) //nolint:gosec // it was a byte
	case b <= c:
		return byte(above) //nolint:gosec // it was a byte
	}
	return byte(corner) //nolint:gosec // it was a byte
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}
