package interchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"releve/internal/problem"
)

// objectBytes is the most that one object of a JSON file may hold: more than the longest answers of any form.
const objectBytes = 8 << 20

// byteOrderMark is what some programs put before UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// ReadJSON reads a file as WriteJSON writes it: an array of flat objects, the columns for members, in any order.
// A member that is missing or null is blank. Texts stand as they are, without the apostrophes that guard against
// formulas elsewhere. Problems and errors are those of Read; they name the object, from 1, and the line of the file
// on which it begins.
func (l *Layout) ReadJSON(in io.Reader, o Options) (*File, error) {
	r := newReader(l, o)
	r.bare = true
	objects := newObjects(r, in)
	r.wrong.at = objects.begins
	return r.all(objects.lines())
}

// objects are the rows of a JSON file.
type objects struct {
	reader  *reader
	source  *source
	decoder *json.Decoder
	columns map[string]int // place in reader.header; ignored for columns that other ones tell
	given   []int          // by column: the last object that had it
	line    []int          // of the file, by object
}

// ignored is the place of a column that is not read.
const ignored = -1

func newObjects(r *reader, in io.Reader) *objects {
	o := &objects{reader: r, columns: map[string]int{}}
	for name, c := range r.layout.known() {
		if c.use == useNothing {
			o.columns[name] = ignored
			continue
		}
		o.columns[name] = len(r.header)
		r.at[name] = len(r.header)
		r.header = append(r.header, c)
	}
	o.given = make([]int, len(r.header))
	head := bufio.NewReader(in)
	if mark, err := head.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = head.Discard(len(mark)) // it was there just now
	}
	o.source = &source{reader: head, left: objectBytes}
	o.decoder = json.NewDecoder(o.source)
	return o
}

// begins returns the line of the file on which an object begins, counted from 1.
func (o *objects) begins(object int) int {
	if object < 1 || object > len(o.line) {
		return 0
	}
	return o.line[object-1]
}

// lines walks the objects. The first that is not JSON ends it.
func (o *objects) lines() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		if token, err := o.decoder.Token(); err != nil || token != json.Delim('[') {
			yield(Line{}, o.explain(err, "import.json.array"))
			return
		}
		var raw json.RawMessage
		for o.decoder.More() {
			o.source.left = objectBytes
			raw = raw[:0]
			err := o.decoder.Decode(&raw)
			o.line = append(o.line, o.source.lineAt(o.decoder.InputOffset()-int64(len(raw))+o.skipped(err)))
			line := Line{Number: len(o.line)}
			if err == nil {
				line.Values, err = o.values(raw)
			} else {
				err = o.place(o.explain(err, "import.json.syntax"))
			}
			if line.Values == nil && err == nil {
				continue
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
		if err := o.close(); err != nil {
			yield(Line{}, err)
		}
	}
}

// skipped returns how many bytes stand before an object that could not be read: the comma behind the one before, blanks.
func (o *objects) skipped(err error) int64 {
	if err == nil {
		return 0
	}
	left, _ := io.ReadAll(o.decoder.Buffered()) // it reads what is in memory
	return int64(len(left) - len(bytes.TrimLeft(left, ", \t\r\n")))
}

// close reads what follows the last object: the end of the array and nothing else.
func (o *objects) close() error {
	if _, err := o.decoder.Token(); err != nil {
		return o.explain(err, "import.json.syntax")
	}
	_, err := o.decoder.Token()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return o.explain(err, "import.json.rest")
}

// explain turns an error of the decoder into a problem; key says what is wrong where it has no words for it.
func (o *objects) explain(err error, key string) error {
	syntax, wrong := errors.AsType[*json.SyntaxError](err)
	switch {
	case errors.Is(err, errLong):
		return problem.New(problem.TooLarge, "import.json.long", problem.Args{"most": objectBytes >> 20})
	case errors.Is(err, io.EOF) && o.source.read == 0:
		return problem.New(problem.Invalid, "import.json.empty", nil)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return problem.New(problem.Invalid, "import.json.cut", nil)
	case err == nil:
		return problem.New(problem.Invalid, key, nil)
	case wrong:
		return problem.Wrap(problem.Invalid, key, syntax)
	default:
		return fmt.Errorf("read json: %w", err)
	}
}

// place says at which object a problem is.
func (o *objects) place(err error) error {
	all := problem.All(err)
	if len(all) == 0 {
		return err
	}
	var placed refusals
	placed.at = o.begins
	placed.line(len(o.line), all[0])
	return placed.found[0].wrong
}

// values returns the values of an object in the order of the columns, nil when it was refused. The object is
// well-formed JSON.
func (o *objects) values(raw []byte) ([]string, error) {
	number := len(o.line)
	if !utf8.Valid(raw) {
		return nil, o.place(problem.New(problem.Invalid, "import.json.encoding", nil))
	}
	if raw[0] != '{' {
		o.reader.wrong.line(number, problem.New(problem.Invalid, "import.json.object", nil))
		return nil, nil
	}
	values := make([]string, len(o.given))
	fits := true
	for quoted, value := range members(raw) {
		name, _ := unquoted(quoted)
		column, known := o.columns[name]
		switch {
		case !known:
			o.unknown(number, name)
			continue
		case column == ignored:
			continue
		case o.given[column] == number:
			o.reader.wrong.line(number, problem.New(problem.Invalid, "import.json.double", problem.Args{"column": name}))
			fits = false
			continue
		}
		o.given[column] = number
		text, key := scalar(value)
		if key != "" {
			o.reader.wrong.cell(number, name, "", problem.New(problem.Invalid, key, nil))
			fits = false
		}
		values[column] = text
	}
	if !fits {
		return nil, nil
	}
	return values, nil
}

// unknown refuses a member that is no column, once for each name.
func (o *objects) unknown(object int, name string) {
	wrong := &o.reader.wrong
	if len(wrong.found) < mostRefusals && !o.reader.once("/"+name) {
		return
	}
	wrong.line(object, problem.New(problem.Invalid, "import.column.unknown", problem.Args{"column": shown(name)}))
}

// scalar returns the text of a value, or the key of what is wrong with it.
func scalar(raw []byte) (text, wrong string) {
	switch raw[0] {
	case 'n': // null
		return "", ""
	case '"':
		s, ok := unquoted(raw)
		if !ok {
			return "", "import.text"
		}
		return s, ""
	case '{', '[', 't', 'f':
		return "", "import.json.value"
	default:
		return whole(string(raw)), ""
	}
}

// whole writes a number without decimals where it has none: programs that know only one kind of number say 12.0.
func whole(literal string) string {
	if !strings.ContainsAny(literal, ".eE") {
		return literal
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return literal
	}
	return strconv.FormatInt(int64(f), 10)
}

// unquoted returns the text of a JSON string. It reports false for half a character: Go would put another sign in
// its place.
func unquoted(raw []byte) (string, bool) {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), true
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", false
	}
	const replaced = "\ufffd"
	meant := bytes.Count(raw, []byte(replaced)) + strings.Count(strings.ToLower(string(raw)), `\ufffd`)
	return s, strings.Count(s, replaced) <= meant
}
