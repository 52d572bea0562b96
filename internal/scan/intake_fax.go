package scan

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/ccitt"
)

// endOfLine is how many zeros stand before the 1 that ends a line of a fax; nowhere else are there as many.
const endOfLine = 11

// decodeGroup3 decodes lines of CCITT group 3 into a picture. Many writers fill up bits before the end of a line, which
// the decoder does not expect: it is given each line alone.
func decodeGroup3(g *image.Gray, r io.Reader, order ccitt.Order) error {
	line := faxLine{bits: []byte{0, 1 << 4}, n: endOfLine + 1}
	in := bufio.NewReader(r)
	zeros := 0
	for y := 0; y < g.Rect.Dy(); {
		b, err := in.ReadByte()
		if errors.Is(err, io.EOF) {
			if y+1 == g.Rect.Dy() && line.some {
				return line.decode(g, y)
			}
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err //nolint:wrapcheck // a reader hands errors on
		}
		for i := 0; i < 8 && y < g.Rect.Dy(); i++ {
			bit := b >> (7 - i) & 1
			if order == ccitt.LSB {
				bit = b >> i & 1
			}
			if zeros++; bit == 0 {
				line.add(0)
				continue
			}
			if zeros <= endOfLine {
				line.add(1)
				zeros = 0
				continue
			}
			zeros = 0
			if line.some {
				if err = line.decode(g, y); err != nil {
					return err
				}
				y++
			}
			line = faxLine{bits: append(line.bits[:0], 0, 1<<4), n: endOfLine + 1}
		}
	}
	return nil
}

// faxLine is one line of a fax, in bits behind an end of line.
type faxLine struct {
	bits []byte
	n    int
	some bool // there is a 1 in it
}

// add adds a bit.
func (l *faxLine) add(bit byte) {
	if l.n%8 == 0 {
		l.bits = append(l.bits, 0)
	}
	l.bits[l.n/8] |= bit << (7 - l.n%8)
	l.n++
	l.some = l.some || bit == 1
}

// decode decodes the line into a row of a picture.
func (l *faxLine) decode(g *image.Gray, y int) error {
	row := &image.Gray{Pix: g.Pix[y*g.Stride : (y+1)*g.Stride], Stride: g.Stride, Rect: image.Rect(0, 0, g.Rect.Dx(), 1)}
	if err := ccitt.DecodeIntoGray(row, bytes.NewReader(l.bits), ccitt.MSB, ccitt.Group3, nil); err != nil {
		return fmt.Errorf("decode fax: %w", err)
	}
	return nil
}
