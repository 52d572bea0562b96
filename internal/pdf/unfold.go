package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
)

// mostFilters is how many filters may stand one behind the other.
const mostFilters = 4

// step is one filter of a stream with its parameters.
type step struct {
	filter name
	parms  dict
}

// steps returns the filters of a stream in the order in which they are undone.
func (f *File) steps(d dict) []step {
	filters, _ := f.get(first(d, "Filter", "F")).(array)
	if one, ok := f.get(first(d, "Filter", "F")).(name); ok {
		filters = array{one}
	}
	parms, _ := f.get(first(d, "DecodeParms", "DP")).(array)
	if one := f.dictionary(first(d, "DecodeParms", "DP")); one != nil {
		parms = array{one}
	}
	var found []step
	for i, o := range filters {
		n, _ := f.get(o).(name)
		s := step{filter: long(n)}
		if i < len(parms) {
			s.parms = f.dictionary(parms[i])
		}
		found = append(found, s)
	}
	return found
}

// first returns what stands under the first of some keys that is there.
func first(d dict, keys ...name) any {
	for _, key := range keys {
		if d[key] != nil {
			return d[key]
		}
	}
	return nil
}

// The names of filters.
const (
	filterFlate = "FlateDecode"
	filterLZW   = "LZWDecode"
	filter85    = "ASCII85Decode"
	filterHex   = "ASCIIHexDecode"
	filterRuns  = "RunLengthDecode"
	filterJPEG  = "DCTDecode"
	filterFax   = "CCITTFaxDecode"
)

// long returns the full name of a filter.
func long(n name) name {
	switch n {
	case "Fl":
		return filterFlate
	case "LZW":
		return filterLZW
	case "A85":
		return filter85
	case "AHx":
		return filterHex
	case "RL":
		return filterRuns
	case "DCT":
		return filterJPEG
	case "CCF":
		return filterFax
	}
	return n
}

// raw returns the data of a stream as they stand in the file. A length that is wrong is found by looking for the end.
func (f *File) raw(s stream) (*io.SectionReader, error) {
	length := int64(f.number(s.dict["Length"]))
	if length > 0 && s.at+length <= f.size && f.endsAt(s.at+length) {
		return io.NewSectionReader(f.r, s.at, length), nil
	}
	mark := []byte("endstream")
	buf := make([]byte, chunk)
	for at := s.at; at < f.size; at += chunk - int64(len(mark)) {
		if f.fuel -= chunk; f.fuel < 0 {
			return nil, errFuel
		}
		n, err := f.r.ReadAt(buf, at)
		if i := bytes.Index(buf[:n], mark); i >= 0 {
			return io.NewSectionReader(f.r, s.at, at+int64(i)-s.at), nil
		}
		if err != nil {
			break
		}
	}
	return nil, io.ErrUnexpectedEOF
}

// endsAt tells whether a stream ends at a place.
func (f *File) endsAt(at int64) bool {
	var room [16]byte
	n, _ := f.r.ReadAt(room[:], at)
	return bytes.HasPrefix(bytes.TrimLeft(room[:n], "\r\n \x00"), []byte("endstream")[:min(9, n)])
}

// unfold returns the data of a stream, at most so many bytes of it.
func (f *File) unfold(s stream, most int64) ([]byte, error) {
	r, err := f.raw(s)
	if err != nil {
		return nil, err
	}
	undone, err := undo(r, f.steps(s.dict), most)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(undone, most+1))
	if f.fuel -= int64(len(data)); f.fuel < 0 || int64(len(data)) > most {
		return nil, errFuel
	}
	if err != nil && len(data) == 0 {
		return nil, fmt.Errorf("unfold stream: %w", err)
	}
	return data, nil // what was cut off or has a wrong sum is used as far as it goes
}

// undo undoes filters one behind the other; most is how many bytes are wanted in the end.
func undo(r io.Reader, steps []step, most int64) (io.Reader, error) {
	if len(steps) > mostFilters {
		return nil, errFuel
	}
	for _, s := range steps {
		var err error
		if r, err = s.undo(io.LimitReader(r, slack(most)), most); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// slack returns how much a filter may be fed for what is wanted in the end: one that swallows without end is starved.
func slack(most int64) int64 { return 8*most + 1<<20 }

// undo undoes one filter.
func (s step) undo(r io.Reader, most int64) (io.Reader, error) {
	switch s.filter {
	case filterFlate:
		z, err := zlib.NewReader(r)
		if err != nil {
			return nil, fmt.Errorf("read flate: %w", err)
		}
		return s.predicted(&patient{r: z})
	case filterLZW:
		return s.undoLZW(r, most)
	case filter85:
		return ascii85.NewDecoder(&until{r: r}), nil
	case filterHex, filterRuns:
		return undoWhole(s.filter, nil, r, most)
	case "Crypt":
		return r, nil
	}
	return nil, errForeign
}

// errForeign means a filter whose data are left to another program.
var errForeign = errors.New("pdf: foreign filter")

// undoLZW undoes the filter of old, which is rare: all at once.
func (s step) undoLZW(r io.Reader, most int64) (io.Reader, error) {
	parms := map[string]int{}
	if v, ok := s.parms["EarlyChange"].(float64); ok {
		parms["EarlyChange"] = int(v)
	}
	room := most + most/8 + 1<<16 // the bytes in front of rows too
	undone, err := undoWhole(s.filter, parms, r, room)
	if err != nil {
		return nil, err
	}
	return s.predicted(undone)
}

// undoWhole undoes a filter all at once.
func undoWhole(n name, parms map[string]int, r io.Reader, most int64) (undone io.Reader, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("undo %s: %v: %w", n, v, errSyntax)
		}
	}()
	f, err := filter.NewFilter(string(n), parms, most)
	if err != nil {
		return nil, fmt.Errorf("undo %s: %w", n, err)
	}
	data, err := f.DecodeLength(r, -1)
	if err != nil {
		return nil, fmt.Errorf("undo %s: %w", n, err)
	}
	return data, nil
}

// patient hides that data end too early or with a wrong sum, as many writers have it, once there were any.
type patient struct {
	r    io.Reader
	some bool
}

// Read reads.
func (p *patient) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.some = p.some || n > 0
	if err != nil && p.some {
		err = io.EOF
	}
	return n, err //nolint:wrapcheck // a reader hands errors on
}

// until ends where text in base 85 does.
type until struct {
	r    io.Reader
	over bool
}

// Read reads.
func (u *until) Read(b []byte) (int, error) {
	if u.over {
		return 0, io.EOF
	}
	n, err := u.r.Read(b)
	if i := bytes.IndexByte(b[:n], '~'); i >= 0 {
		u.over = true
		return i, io.EOF
	}
	return n, err //nolint:wrapcheck // a reader hands errors on
}
