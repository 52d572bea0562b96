package transfer_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"releve/internal/problem"
	"releve/internal/sqlite"
	"releve/internal/transfer"
)

const (
	id1 = "11111111-1111-4111-8111-111111111111"
	id2 = "22222222-2222-4222-8222-222222222222"
)

// Files as people have them. Whatever is refused leaves nothing behind.
func TestImport(t *testing.T) {
	const header = "inst,proc,dur,out,com,_id,_date\n"
	line := func(id, com string) string { return "com-pop,rdv,d10,ok," + com + "," + id + ",2026-03-02\n" }
	csv := header + line(id1, "été à l'Ourthe") + line(id2, "x")
	object := func(id, com string) string {
		return `{"inst":"com-pop","proc":"rdv","dur":"d10","out":"ok","com":` + com + `,"_id":"` + id + `","_date":"2026-03-02"}`
	}
	book := workbookOf(t, "Feuil1", csv)
	tests := []struct {
		name string
		file string
		want string // new sheets, or refusals
	}{
		{"CSV", csv, "2"},
		{"CSV for a French Excel", "\ufeff" + strings.ReplaceAll(csv, ",", ";"), "2"},
		{"JSON", "[" + object(id1, `"x"`) + "," + object(id2, "null") + "]", "2"},
		{"JSON with a mark and blank lines", "\ufeff\r\n\n[\n" + object(id1, `"x"`) + "]", "1"},
		{"workbook that somebody made", book, "2"},
		{"no sheet", header, "0"},
		{"no sheet, JSON", "[]\n", "0"},
		{"no sheet, workbook", workbookOf(t, "Codes", header), "0"},
		{"one sheet", header + line(id1, ""), "1"},
		{"nothing at all", "", "import.empty"},
		{"half a CSV file", csv[:len(csv)-25], "3 import.cells"},
		{"half a CSV file, inside quotes", header + line(id1, `"été`), "2 csv.quotes"},
		{"half a JSON file", "[\n" + object(id1, `"x"`) + ",\n" + object(id2, `"x"`)[:30], "3 import.json.cut"},
		{"half a workbook", book[:len(book)/2], "xlsx.unreadable"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "1 csv.encoding"},
		{"a document", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "%PDF-1.7 import.column.unknown\n_date import.column.date\n2 csv.encoding"},
		{"an old or locked workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx.unreadable"},
		{"another archive", archiveOf(t, "word/document.xml", "<x/>"), "xlsx.unreadable"},
		{
			"a page", "<!DOCTYPE html>\n<p>x</p>", "<!DOCTYPE html> import.column.unknown\n_date import.column.date\n" +
				"inst import.column.required\nproc import.column.required\ndur import.column.required\nout import.column.required",
		},
		{"accents of an old Excel", header + line(id1, "\xe9t\xe9"), "2 csv.encoding"},
		{"UTF-16", "\xff\xfei\x00n\x00s\x00t\x00", "1 csv.encoding"},
		{"decimal comma", strings.Replace(header, "com", "dur.minutes", 1) + line(id1, `"12,5"`), "2 dur.minutes 12,5 answer.minutes"},
		{"a formula as text", header + line(id1, "'=1+1"), "1"},
		{"a formula", header + line(id1, "=1+1"), "1"},
		{"an apostrophe", header + line(id1, "'t loket"), "1"},
		{"unknown campaign column", header[:len(header)-1] + ",_campaign\n" + strings.TrimSpace(line(id1, "")) + ",autre\n", "2 _campaign autre import.campaign"},
	}
	db := surveyed(t, "monitoring-1030")
	empty := wrote(t, db, transfer.Request{Format: transfer.CSV})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := take(t, db, file([]byte(test.file)), transfer.ImportOptions{Rehearsal: true})
			if err != nil {
				if told(err) != test.want {
					t.Errorf("got\n%s\nwant\n%s", told(err), test.want)
				}
				_, err = take(t, db, file([]byte(test.file)), transfer.ImportOptions{})
			} else if strconv.Itoa(got.New) != test.want {
				t.Errorf("got %+v, want %s", got, test.want)
			}
			if !bytes.Equal(wrote(t, db, transfer.Request{Format: transfer.CSV}), empty) || (err == nil) != (len(test.want) == 1) {
				t.Errorf("something was kept, or %v", err)
			}
		})
	}
}

// Texts that a spreadsheet would take for something else come back as they were, from each format.
func TestTexts(t *testing.T) {
	texts := []string{"=1+1", "'t loket", "''t loket", "'=x", "''=x", "+32 2 000", "-5", "@x", "1,5", "\"", "a;b,c", "été", "０", "line\nbreak", "\\n", "TRUE", "1e5", "2026-03-01", "007"}
	var rows []string
	for i, text := range texts {
		rows = append(rows, fmt.Sprintf(`{"inst":"com-pop","proc":"rdv","dur":"d10","out":"ok","com":%q,"_id":"00000000-0000-4000-8000-%012d","_date":"2026-03-02"}`, text, i))
	}
	first := surveyed(t, "monitoring-1030")
	if _, err := take(t, first, file([]byte("["+strings.Join(rows, ",")+"]")), transfer.ImportOptions{}); err != nil {
		t.Fatal(told(err))
	}
	want := wrote(t, first, transfer.Request{Format: transfer.JSON})
	for _, f := range transfer.Formats() {
		fresh := surveyed(t, "monitoring-1030")
		if _, err := take(t, fresh, file(wrote(t, first, transfer.Request{Format: f})), transfer.ImportOptions{}); err != nil {
			t.Fatalf("%s: %s", f, told(err))
		}
		if got := wrote(t, fresh, transfer.Request{Format: transfer.JSON}); !bytes.Equal(got, want) {
			t.Errorf("through %s: %s", f, difference(got, want))
		}
	}
	for _, text := range texts {
		if !strings.Contains(string(want), fmt.Sprintf(`"com":%q,`, text)) {
			t.Errorf("no %q in\n%s", text, want)
		}
	}
}

// Services that the campaign does not have join it, and are told; a rehearsal adds none.
func TestJoined(t *testing.T) {
	db := surveyed(t, "monitoring-1030")
	data := []byte("inst,proc,dur,out,_date,_organisation\ncom-pop,rdv,d10,ok,2026-03-02,neuf\ncom-pop,rdv,d10,ok,2026-03-02,asso\n")
	if _, err := take(t, db, file(data), transfer.ImportOptions{Strict: true}); told(err) != "2 _organisation neuf import.organisation.strict" {
		t.Errorf("got %s read strictly", told(err))
	}
	for _, o := range []transfer.ImportOptions{{Rehearsal: true}, {}} {
		got, err := take(t, db, file(data), o)
		if err != nil || got.New != 2 || len(got.Joined) != 1 || got.Joined[0] != "neuf" || len(got.Notes) != 2 {
			t.Errorf("got %+v, %v", got, err)
		}
		c, err := db.Campaign(t.Context(), slug)
		if _, joined := c.Participant("neuf"); err != nil || joined == o.Rehearsal {
			t.Errorf("joined: %v, rehearsal: %v, %v", joined, o.Rehearsal, err)
		}
	}
}

// What the store refuses names the line too.
func TestConflict(t *testing.T) {
	db := surveyed(t, "monitoring-1030")
	const data = "inst,proc,dur,out,_id,_date\ncom-pop,rdv,d10,ok," + id1 + ",2026-03-02\n"
	if _, err := take(t, db, file([]byte(data)), transfer.ImportOptions{}); err != nil {
		t.Fatal(told(err))
	}
	_, err := take(t, db, file([]byte(strings.Replace(data, "d10", "d20", 1))), transfer.ImportOptions{Rehearsal: true})
	if want := "2 _id " + id1 + " import.conflict"; told(err) != want {
		t.Errorf("got %s, want %s", told(err), want)
	}
}

func TestLimits(t *testing.T) {
	db := surveyed(t, "monitoring-1030")
	for _, most := range []int64{transfer.MostPosted, transfer.MostFile} {
		_, err := take(t, db, transfer.File{Data: untouched{t}, Size: most + 1, Most: most}, transfer.ImportOptions{})
		if told(err) != "import.size" || problem.KindOf(err) != problem.TooLarge {
			t.Errorf("got %v for a file of %d bytes", err, most+1)
		}
	}
	header := "_date" + strings.Repeat(",x", 400) + "\n"
	if _, err := take(t, db, file([]byte(header)), transfer.ImportOptions{}); told(err) != "import.columns" {
		t.Errorf("got %s for 401 columns", told(err))
	}
	broken := errors.New("disk on fire")
	_, err := take(t, db, transfer.File{Data: fire{broken}, Size: 10, Most: 10}, transfer.ImportOptions{})
	if !errors.Is(err, broken) || len(transfer.Refusals(err)) > 0 {
		t.Errorf("got %v, want the file's error", err)
	}
}

// Reading tells how far it is: bytes of a file, rows of a workbook.
func TestProgress(t *testing.T) {
	db := filled(t, "monitoring-1030", 40)
	for _, f := range transfer.Formats() {
		in := file(wrote(t, db, transfer.Request{Format: f, Tokens: true}))
		var last, total, told int64
		in.Progress = func(done, of int64) {
			if done < last {
				t.Errorf("%s: %d after %d", f, done, last)
			}
			last, total = done, of
			told++
		}
		if _, err := take(t, db, in, transfer.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		want, of := in.Size, in.Size
		if f == transfer.XLSX {
			want, of = 41, -1
		}
		if last != want || total != of || told == 0 {
			t.Errorf("%s: got %d of %d, told %d times, want %d of %d", f, last, total, told, want, of)
		}
	}
}

// Lines gives what any table holds, and says of JSON that it is none.
func TestLines(t *testing.T) {
	for _, data := range []string{"a,b\n1,2\n", workbookOf(t, "X", "a,b\n1,2\n")} {
		lines, err := transfer.Lines(file([]byte(data)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for line, err := range lines {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, line.Values...)
		}
		if strings.Join(got, "|") != "a|b|1|2" {
			t.Errorf("got %q", got)
		}
	}
}

// untouched is a file that nobody may read.
type untouched struct{ *testing.T }

func (u untouched) ReadAt([]byte, int64) (int, error) {
	u.Error("a file beyond the limit was read")
	return 0, io.EOF
}

// fire is a file that cannot be read.
type fire struct{ error }

func (f fire) ReadAt([]byte, int64) (int, error) { return 0, f.error }

// workbookOf returns a workbook with one sheet that holds lines of plain values.
func workbookOf(tb testing.TB, name, lines string) string {
	tb.Helper()
	book := excelize.NewFile()
	defer book.Close()
	err := book.SetSheetName("Sheet1", name)
	for i, line := range strings.Split(strings.TrimSuffix(lines, "\n"), "\n") {
		values := strings.Split(line, ",")
		err = errors.Join(err, book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &values))
	}
	var out bytes.Buffer
	if err = errors.Join(err, book.Write(&out)); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// archiveOf returns an archive with one file.
func archiveOf(tb testing.TB, name, content string) string {
	tb.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	w, err := archive.Create(name)
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

var _ transfer.Store = (*sqlite.DB)(nil)
