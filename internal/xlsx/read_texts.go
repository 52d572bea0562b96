package xlsx

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Sizes of the pieces in which texts are kept, so that they never have to be copied to grow.
const (
	blockBytes = 1 << 20
	blockEnds  = 64 << 10
)

// texts are the shared texts of a workbook: one behind the other in blocks, and where each ends.
type texts struct {
	blocks [][]byte
	ends   [][]uint32
	size   uint32
}

// add appends a text that is still escaped.
func (t *texts) add(raw []byte) {
	for len(raw) > 0 {
		room := int(t.size) % blockBytes
		if room == 0 {
			t.blocks = append(t.blocks, make([]byte, 0, blockBytes))
		}
		last := &t.blocks[len(t.blocks)-1]
		n := min(len(raw), blockBytes-room)
		*last = append(*last, raw[:n]...)
		t.size += uint32(n)
		raw = raw[n:]
	}
}

// end ends a text.
func (t *texts) end() {
	if n := len(t.ends); n == 0 || len(t.ends[n-1]) == blockEnds {
		t.ends = append(t.ends, make([]uint32, 0, blockEnds))
	}
	last := &t.ends[len(t.ends)-1]
	*last = append(*last, t.size)
}

// at returns a text by its number.
func (t *texts) at(number string) (string, error) {
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || n < 0 || n/blockEnds >= len(t.ends) || n%blockEnds >= len(t.ends[n/blockEnds]) {
		return "", errXML
	}
	start, end := uint32(0), t.ends[n/blockEnds][n%blockEnds]
	if n > 0 {
		start = t.ends[(n-1)/blockEnds][(n-1)%blockEnds]
	}
	var raw []byte
	for start < end {
		block, from := start/blockBytes, start%blockBytes
		n := min(end-start, blockBytes-from)
		raw = append(raw, t.blocks[block][from:from+n]...)
		start += n
	}
	return shownText(raw)
}

// readTexts reads the shared texts: the runs of each one behind the other, without hints how to pronounce them.
func readTexts(r io.Reader) (*texts, error) {
	t := &texts{}
	s := newScanner(r)
	hint := false
	for {
		err := s.next()
		if err == io.EOF { //nolint:errorlint // a reader's own
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		switch s.name {
		case "t":
			s.keep = s.begin && !s.end && !hint
			if s.end {
				t.add(s.text)
			}
		case "rPh":
			hint = s.begin && !s.end
		case "si":
			if s.end {
				t.end()
			}
		}
	}
}

// shownText turns the text of a cell into what the cell shows: besides what XML escapes, spreadsheets write signs
// that XML cannot hold, and what looks like that, as _x0000_.
func shownText(raw []byte) (string, error) {
	text, err := unescaped(raw)
	if err != nil || !strings.Contains(text, "_x") {
		return text, err
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "_x")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		const digits = 4
		text = rest
		if len(rest) > digits && rest[digits] == '_' {
			n, bad := strconv.ParseUint(rest[:digits], 16, 16)
			if bad == nil && !utf16.IsSurrogate(rune(n)) {
				b.WriteRune(rune(n))
				text = rest[digits+1:]
				continue
			}
		}
		b.WriteString("_x")
	}
}
