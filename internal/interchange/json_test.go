package interchange_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"releve/internal/interchange"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// exportJSON writes sheets as JSON.
func exportJSON(t fail, l *interchange.Layout, sheets []*sheet.Sheet) string {
	t.Helper()
	var out bytes.Buffer
	if err := interchange.WriteJSON(&out, l.Header(), l.Lines(kept(sheets))); err != nil {
		t.Fatalf("export: %v", err)
	}
	return out.String()
}

// readJSON reads a JSON file.
func readJSON(l *interchange.Layout, file string) (*interchange.File, error) {
	return l.ReadJSON(strings.NewReader(file), interchange.Options{Random: rand.NewChaCha8([32]byte{})})
}

// What is written is read to the same sheets, and those are written to the same bytes, in the layout of CSV too.
func TestRoundTripJSON(t *testing.T) {
	for _, name := range []string{plain, every} {
		t.Run(name, func(t *testing.T) {
			c := survey(t, name)
			l := layout(t, c)
			rapid.Check(t, func(t *rapid.T) {
				draw := rapid.Custom(func(t *rapid.T) *sheet.Sheet { return drawSheet(t, c) })
				sheets := byDate(rapid.SliceOfN(draw, 0, 8).Draw(t, "sheets"))
				file := exportJSON(t, l, sheets)
				f, err := readJSON(l, file)
				if err != nil {
					t.Fatalf("refused: %s\n%s", told(err), file)
				}
				if len(sheets) > 0 && !reflect.DeepEqual(f.Sheets, sheets) {
					t.Fatalf("read back %+v, want %+v, from\n%s", f.Sheets, sheets, file)
				}
				if again := exportJSON(t, l, f.Sheets); again != file {
					t.Fatalf("written again\n%s\nwant\n%s", again, file)
				}
				var rows []map[string]any
				if err := json.Unmarshal([]byte(file), &rows); err != nil || strings.Count(file, "\n") != 1+len(rows)+min(len(rows), 1) {
					t.Fatalf("%d rows, one on a line, %v:\n%s", len(rows), err, file)
				}
			})
		})
	}
}

// Numbers are numbers, blanks are left out, and texts stand as they are: JSON is no spreadsheet.
func TestWriteJSON(t *testing.T) {
	l := layout(t, survey(t, plain))
	f := accept(t, l, "_date,inst,dur.minutes,why,pc,com,_id,_worker,_received_at\n"+
		"2026-03-01,b,12,w1,-5,''=1+1,"+id1+",'=w,2026-03-01T10:00:00Z\n2026-03-02,a,0,,,\"<é\"\" \\\n't loket\","+id2+",,\n")
	want := `[
{"inst":"b","why":"w1","why/w1":1,"why/w2":0,"why/w3":0,"why/w-oth":0,"dur":"d10","dur.minutes":12,"pc":-5,"risk/r1":0,"risk/r2":0,"com":"'=1+1","_id":"` + id1 + `","_row":1,"_campaign":"essai","_form_version":2026020101,"_worker":"=w","_first":1,"_date":"2026-03-01","_date_precision":"day","_received_at":"2026-03-01T11:00:00+01:00","_channel":"import","_language":"fr","_status":"received"},
{"inst":"a","dur":"d00","dur.minutes":0,"risk/r1":0,"risk/r2":0,"com":"<é\" \\\n't loket","_id":"` + id2 + `","_row":1,"_campaign":"essai","_form_version":2026020101,"_first":0,"_date":"2026-03-02","_date_precision":"day","_channel":"import","_language":"fr","_status":"received"}
]
`
	if got := exportJSON(t, l, f.Sheets); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := exportJSON(t, l, nil); got != "[]\n" {
		t.Errorf("got %q without rows", got)
	}
}

func TestRefusalsJSON(t *testing.T) {
	const good = `{"_date":"2026-03-01","inst":"a","dur":"d00","_id":"` + id1 + `"}`
	with := func(more string) string { return "[\n" + good[:len(good)-1] + "," + more + "}\n]" }
	tests := []struct {
		name string
		file string
		want string
	}{
		{"nothing at all", "", "import.json.empty"},
		{"blanks", " \n", "import.json.cut"},
		{"no rows", "[]", ""},
		{"no rows, with a mark", "\ufeff[ ]\n", ""},
		{"an object that says nothing", "[{},\n{\"inst\":null}]", ""},
		{"right", "[" + good + "]", ""},
		{"an object alone", good, "import.json.array"},
		{"a text alone", `"x"`, "import.json.array"},
		{"a table for another program", "<table>", "import.json.array"},
		{"half a file", "[\n" + good + ",\n" + good[:40], "import.line 3 import.json.cut"},
		{"half a file, between objects", "[\n" + good + ",\n", "import.line 3 import.json.cut"},
		{"half a file, no comma", "[\n" + good + "\n", "import.json.cut"},
		{"two files", "[\n" + good + "\n]\n[]", "import.json.rest"},
		{"text behind the end", "[]x", "import.json.rest"},
		{"no comma", "[\n" + good + "\n" + good + "]", "import.line 3 import.json.syntax"},
		{"comma at the end", "[\n" + good + ",\n]", "import.line 3 import.json.syntax"},
		{"single quotes", "[\n" + good + ",\n\n{'inst':1}]", "import.line 4 import.json.syntax"},
		{"a number for an object", "[\n 7,[],\"x\",null]", "import.line 2 import.json.object\nimport.line 2 import.json.object\nimport.line 2 import.json.object\nimport.line 2 import.json.object"},
		{"unknown member, told once", "[{\"colour\":1},{\"colour\":2}]", "import.line 1 import.column.unknown colour"},
		{"member that is an identifier", `[{"` + national + `":1}]`, "import.line 1 import.column.unknown …"},
		{"member twice", with(`"inst":"b"`), "import.line 2 import.json.double inst"},
		{"member twice, once null", with(`"inst":null`), "import.line 2 import.json.double inst"},
		{"list as a value", with(`"why":["w1","w2"]`), "import.cell.bare 2 why import.json.value"},
		{"object as a value", with(`"com":{"a":{"b":"}"}}`), "import.cell.bare 2 com import.json.value"},
		{"truth as a value", with(`"pc":true`), "import.cell.bare 2 pc import.json.value"},
		{"ignored whatever it is", with(`"why/w1":[{}],"_first":true`), ""},
		{"whole number with decimals", with(`"pc":12.0,"_row":1e0`), ""},
		{"number with decimals", with(`"pc":12.5`), "import.cell 2 pc 12.5 answer.integer 12.5"},
		{"decimal comma", with(`"pc":"12,5"`), "import.cell 2 pc 12,5 answer.integer 12,5"},
		{"number that no machine holds", with(`"pc":1e999`), "import.cell 2 pc 1e999 answer.integer 1e999"},
		{"half a character", with(`"com":"\ud83d"`), "import.cell.bare 2 com import.text"},
		{"a character in two halves", with(`"com":"\ud83d\ude42 \ufffd"`), ""},
		{"control sign", with(`"com":"a\u0000b"`), "import.cell 2 com ab answer.text.unreadable"},
		{"accents escaped", with(`"com":"\u00e9t\u00e9 \"\\ \/"`), ""},
		{"not UTF-8", with(`"com":"` + "\xe9" + `"`), "import.line 2 import.json.encoding"},
		{"text too long", with(`"com":"` + strings.Repeat("é", 32_768) + `"`), "import.cell.bare 2 com import.cell.long"},
		{"endless object", with(`"com":"` + strings.Repeat("x", 9<<20)), "import.line 2 import.json.long"},
		{"endless blanks", "[" + strings.Repeat(" ", 9<<20), "import.json.long"},
		{"deep", "[" + strings.Repeat("[", 20_000), "import.line 1 import.json.syntax"},
		{"one after the other on a line", "[" + good + "," + strings.Replace(good, "2026-03-01", "x", 1) + "]", "import.cell 1 _id " + id1 + " import.row.twice 1 1"},
		{
			"object over several lines", "[\n  " + good + ",\n  {\n    \"inst\": \"z\",\n    \"dur\" : \"d00\" ,\n \"_date\":\"2026-03-01\"\n  }\n]",
			"import.cell 3 inst z answer.unknown z",
		},
		{"required", "[{\"_date\":\"2026-03-01\",\"inst\":\"a\"}]", "import.cell.bare 1 dur sheet.required"},
		{"no date", "[{\"inst\":\"a\",\"dur\":\"d00\"}]", "import.cell.bare 1 _date import.date"},
		{"national number", with(`"com":"` + national + `"`), "import.cell.bare 2 com guard.national"},
	}
	l := layout(t, survey(t, plain))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := readJSON(l, test.file)
			if got := told(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// A refusal names the object and the line on which it begins, also one that only the store finds.
func TestSentencesJSON(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := layout(t, survey(t, plain))
	const second = `"dur":"d00","_date":"2026-03-01"}]`
	_, err = readJSON(l, "[{\"inst\":\"a\",\n\"dur\":\"d00\",\"_date\":\"2026-03-01\"},\n{\"inst\":\"z\","+second)
	got := catalogue.Printer("fr").Problem(problem.All(err)[0])
	if want := "Objet 2 (ligne 3), colonne inst"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin %q", got, want)
	}
	f, err := readJSON(l, "[{},\n\n{\"inst\":\"a\","+second)
	if err != nil {
		t.Fatal(told(err))
	}
	wrong := f.Locate(problem.New(problem.Conflict, "import.conflict", problem.Args{"sheet": 0, "id": "x"}))
	got = catalogue.Printer("fr").Problem(problem.All(wrong)[0])
	if want := "Objet 2 (ligne 3), colonne _id"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin %q", got, want)
	}
}

func TestBrokenReaderJSON(t *testing.T) {
	l := layout(t, survey(t, plain))
	broken := errors.New("disk on fire")
	for _, start := range []string{"", "[", `[{"inst":"a"`} {
		in := io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken))
		_, err := l.ReadJSON(in, interchange.Options{})
		if !errors.Is(err, broken) || problem.All(err) != nil {
			t.Errorf("got %v behind %q, want the reader's error", err, start)
		}
	}
}

// A file of any length is read and written line by line: what is in memory is one object, not the file.
func TestStreamJSON(t *testing.T) {
	l := layout(t, shipped(t, "monitoring-1030"))
	sheets := many(t, l, 20_000)
	var size count
	if err := interchange.WriteJSON(&size, l.Header(), l.Lines(kept(sheets))); err != nil {
		t.Fatal(err)
	}
	in, out := io.Pipe()
	written := 0
	go func() {
		seen := func(yield func([]interchange.Cell, error) bool) {
			for cells, err := range l.Lines(kept(sheets)) {
				if written++; !yield(cells, err) {
					return
				}
			}
		}
		out.CloseWithError(interchange.WriteJSON(out, l.Header(), seen))
	}()
	if _, err := io.CopyN(io.Discard, in, 200_000); err != nil {
		t.Fatal(err)
	}
	ahead := written // the writer waits for its reader
	if _, err := io.Copy(io.Discard, in); err != nil {
		t.Fatal(err)
	}
	if most := 400_000 * len(sheets) / size.bytes; ahead > most {
		t.Errorf("%d of %d lines were read before the first %d bytes of %d were taken", ahead, len(sheets), 200_000, size.bytes)
	}
	if written != len(sheets) {
		t.Errorf("wrote %d lines, want %d", written, len(sheets))
	}
}

// FuzzReadJSON reads any bytes as JSON. They are refused with problems, or are JSON that gives sheets that, written,
// are read the same; nothing panics.
func FuzzReadJSON(f *testing.F) {
	c := survey(f, every)
	l := layout(f, c)
	for _, seed := range []string{
		"", "[", "[]", "[{}]", "\ufeff[\n{\"_date\":\"2026-03-01\",\"inst\":\"b\",\"dur\":\"d00\",\"theme\":\"a\",\"_row\":1.0}\n]\n",
		`[{"_date":"2026-03-01","inst":"oth","inst.text":"=1\u002b1","dur.minutes":75,"_row":0,"_worker":"'=w"}]`,
		`[{"a":{"b":[1,"}"]},"_id":null},7,"x",[[]],{"\ud83d":"\"\\"}]`, "[{\"com\":\"\xff\"}]", `[{"inst":"a" "dur":1}]`, "[{}\n{}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := readJSON(l, string(data))
		if err != nil {
			if len(problem.All(err)) == 0 {
				t.Fatalf("not a problem: %v", err)
			}
			return
		}
		if !json.Valid(bytes.TrimPrefix(data, []byte("\ufeff"))) {
			t.Fatalf("accepted what is not JSON: %q", data)
		}
		file := exportJSON(t, l, read.Sheets)
		again, err := readJSON(l, file)
		if err != nil || len(again.Sheets) != len(read.Sheets) || exportJSON(t, l, again.Sheets) != file {
			t.Fatalf("written and read again: %s\n%s", told(err), file)
		}
	})
}

func BenchmarkImportJSON(b *testing.B) {
	l := layout(b, shipped(b, "monitoring-1030"))
	file := exportJSON(b, l, many(b, l, 100_000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readJSON(l, file); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/line")
}

func BenchmarkExportJSON(b *testing.B) {
	l := layout(b, shipped(b, "monitoring-1030"))
	sheets := many(b, l, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := interchange.WriteJSON(&count{}, l.Header(), l.Lines(kept(sheets))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/line")
}
