package csv_test

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/problem"
)

// line is a line as tests write it.
type line struct {
	number int
	values string // joined by "|"
}

func TestRead(t *testing.T) {
	tests := []struct {
		name string
		file string
		want []line
	}{
		{"nothing", "", nil},
		{"mark alone", "\xef\xbb\xbf", nil},
		{"commas", "a,b\n1,\"x, y\"\n", []line{{1, "a|b"}, {2, "1|x, y"}}},
		{"mark, semicolons, Windows", "\xef\xbb\xbfa;b\r\n1;x,y\r\n", []line{{1, "a|b"}, {2, "1|x,y"}}},
		{"semicolons inside quotes", "a,\"b\"\n\"1;2;3\",x", []line{{1, "a|b"}, {2, "1;2;3|x"}}},
		{"commas in the lines alone", "a;b\n1,5;2,5", []line{{1, "a|b"}, {2, "1,5|2,5"}}},
		{"one column", "a\n1;2", []line{{1, "a"}, {2, "1;2"}}},
		{"quotes doubled", "a\n\"say \"\"hi\"\"\"", []line{{1, "a"}, {2, `say "hi"`}}},
		{"blank lines count", "a,b\n\n\n1,2\n", []line{{1, "a|b"}, {4, "1|2"}}},
		{"line breaks inside a value do not", "a,b\n\"1\n2\r\n3\",x\n4,5\n\n6,7", []line{{1, "a|b"}, {2, "1\n2\n3|x"}, {3, "4|5"}, {5, "6|7"}}},
		{"accents", "a\né\u00a0ç\U0001f642", []line{{1, "a"}, {2, "é\u00a0ç\U0001f642"}}},
		{"lines of any width", "a,b\n1\n1,2,3", []line{{1, "a|b"}, {2, "1"}, {3, "1|2|3"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []line
			for l, err := range csv.Read(strings.NewReader(test.file)) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line{l.Number, strings.Join(l.Values, "|")})
			}
			if len(got) != len(test.want) {
				t.Fatalf("got %v, want %v", got, test.want)
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("got %v, want %v", got[i], test.want[i])
				}
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	utf16 := func(mark string, order func(b byte) []byte) string {
		file := []byte(mark)
		for _, b := range []byte("a,b\n1,2\n") {
			file = append(file, order(b)...)
		}
		return string(file)
	}
	little := func(b byte) []byte { return []byte{b, 0} }
	big := func(b byte) []byte { return []byte{0, b} }
	tests := []struct {
		name string
		file string
		line int
		want string
	}{
		{"UTF-16, little end first", utf16("\xff\xfe", little), 1, "csv.encoding"},
		{"UTF-16, big end first", utf16("\xfe\xff", big), 1, "csv.encoding"},
		{"UTF-16 without a mark", utf16("", little), 1, "csv.encoding"},
		{"Latin-1 in a header", "a,pr\xe9cision\n1,2\n", 1, "csv.encoding"},
		{"Latin-1 later", "a,b\n\"x\ny\",2\n1,ferm\xe9\n", 3, "csv.encoding"},
		{"old Macintosh", "a,b\r1,2\r", 1, "csv.encoding"},
		{"quote inside", "a,b\n1,x\"y\n", 2, "csv.quotes"},
		{"quote after a value", "a,b\n\"1\n2\",\n1,\"x\"y\n", 3, "csv.quotes"},
		{"quote never closed", "a,b\n1,\"x\n2,y\n", 2, "csv.quotes"},
		{"Latin-1 inside a wrong quote", "a,b\n1,\"\xe9\"x\n", 2, "csv.quotes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var last interchange.Line
			var wrong error
			for l, err := range csv.Read(strings.NewReader(test.file)) {
				if wrong != nil {
					t.Fatal("read on after a problem")
				}
				last, wrong = l, err
			}
			all := problem.All(wrong)
			if len(all) != 1 || all[0].Key != test.want || last.Number != test.line {
				t.Errorf("got %v at line %d, want %s at line %d", wrong, last.Number, test.want, test.line)
			}
		})
	}
}

// A quote that is never closed in a very large file ends reading long before the file does.
func TestReadWithoutEnd(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("a,b\n\""), &letters{left: 512 << 20})
	var wrong error
	for _, err := range csv.Read(endless) {
		wrong = err
	}
	if all := problem.All(wrong); len(all) != 1 || all[0].Key != "csv.long" || all[0].Kind != problem.TooLarge {
		t.Errorf("got %v, want csv.long", wrong)
	}
}

// The limit is one of a line, not of a file.
func TestReadLargeFile(t *testing.T) {
	lines, rest := 0, 0
	body := strings.Repeat("é,"+strings.Repeat("x", 1<<20)+"\n", 80)
	for l, err := range csv.Read(strings.NewReader("a,b\n" + body)) {
		if err != nil {
			t.Fatal(err)
		}
		lines, rest = lines+1, len(l.Values[1])
	}
	if lines != 81 || rest != 1<<20 {
		t.Errorf("got %d lines, the last of %d bytes, want 81 and %d", lines, rest, 1<<20)
	}
}

// letters reads as many letters, without a line break.
type letters struct{ left int }

func (l *letters) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), l.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	l.left -= n
	return n, nil
}

func TestReadBroken(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, file := range []string{"", "a,b\n1,2\n"} {
		var wrong error
		for _, err := range csv.Read(io.MultiReader(strings.NewReader(file), iotest.ErrReader(broken))) {
			wrong = err
		}
		if !errors.Is(wrong, broken) || problem.All(wrong) != nil {
			t.Errorf("%q: got %v, want the reader's error", file, wrong)
		}
	}
}

// lines hands lines of cells out.
func lines(all ...[]interchange.Cell) iter.Seq2[[]interchange.Cell, error] {
	return func(yield func([]interchange.Cell, error) bool) {
		for _, cells := range all {
			if !yield(cells, nil) {
				return
			}
		}
	}
}

func TestWrite(t *testing.T) {
	cells := []interchange.Cell{
		{Kind: interchange.Text, Text: `a, "b"; c`},
		{Kind: interchange.Text, Text: "x\ny"},
		{Kind: interchange.Number, Number: -9_000_000_000_000_000_001},
		{Kind: interchange.Date, Text: "2026-03-01"},
		{},
	}
	header := []string{"t", "u", "n", "d", "b"}
	tests := []struct {
		name    string
		dialect csv.Dialect
		want    string
	}{
		{"plain", csv.Plain, "t,u,n,d,b\n\"a, \"\"b\"\"; c\",\"x\ny\",-9000000000000000001,2026-03-01,\n"},
		{"French Excel", csv.ExcelFR, "\xef\xbb\xbft;u;n;d;b\n\"a, \"\"b\"\"; c\";\"x\ny\";-9000000000000000001;2026-03-01;\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := csv.Write(&out, test.dialect, header, lines(cells)); err != nil {
				t.Fatal(err)
			}
			if got := out.String(); got != test.want {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestWriteErrors(t *testing.T) {
	broken := errors.New("store on fire")
	failing := func(yield func([]interchange.Cell, error) bool) { yield(nil, broken) }
	if err := csv.Write(io.Discard, csv.Plain, []string{"a"}, failing); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the lines", err)
	}
	for _, d := range []csv.Dialect{csv.Plain, csv.ExcelFR} {
		if err := csv.Write(full{}, d, []string{"a"}, lines()); !errors.Is(err, errFull) {
			t.Errorf("got %v, want the error of the file", err)
		}
	}
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }
