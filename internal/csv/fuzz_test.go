package csv_test

import (
	"bytes"
	"errors"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	_ "time/tzdata" // campaigns have zones, machines may have none

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/form"
	"releve/internal/interchange"
	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// survey returns the layout of a campaign with every kind of question and a repeat.
func survey(f *testing.F, name string) *interchange.Layout {
	f.Helper()
	c := &campaign.Campaign{Slug: "essai", FormID: name, Zone: "Europe/Brussels", Language: "fr"}
	for _, version := range []string{"2026010101", "2026020101"} {
		file := filepath.Join(need.Root(f), "internal", "interchange", "testdata", name+"-"+version+".yaml")
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		read, err := (&form.Library{}).Read(file, data)
		if err != nil {
			f.Fatal(err)
		}
		c.Forms, c.Version = append(c.Forms, read), read.Version
	}
	l, err := interchange.New(c)
	if err != nil {
		f.Fatal(err)
	}
	return l.WithTokens()
}

// FuzzRead reads any bytes as a file of sheets. They are refused with problems, or give sheets that, written, are
// read the same; nothing panics.
func FuzzRead(f *testing.F) {
	layouts := []*interchange.Layout{survey(f, "plain"), survey(f, "every")}
	seeds := []string{
		"", "_date", "\xef\xbb\xbf_date;inst;dur;com\r\n2026-03-01;a;d00;\"=1+1\n\"\r\n",
		"_date,inst,dur,theme,_id,_row\n2026-03-01,b,,d00,00000000-0000-4000-8000-000000000001,1\n",
		"_date,inst,dur.minutes,inst.text,why,pc\n1/3/2026,oth,75,'@x,w1 w2,-5\n",
		"_date,inst,dur,theme,tags,qty,_id,_row\n2026-03-01,b,d00,a,,2,00000000-0000-4000-8000-000000000001,2\n" +
			"2026-03-01,b,d00,b,w3,,00000000-0000-4000-8000-000000000001,1\n",
		"_date,inst,dur,_id,_row,_follows,_shared,_campaign,_form_version,_organisation,_worker,_received_at,_channel,_language,_status\n" +
			"2026-03-01,a,d10,00000000-0000-4000-8000-000000000001,1,unknown,2,essai,2026010101,x,w,2026-03-01T10:00:00Z,keyed,nl,edited\n",
		"_date,inst,dur,_worker,_status_reason\n2026-03-01,a,d00,'=w,'''\n", "a,\"b\n", "\xff\xfea\x00", "_date,_date,\"\"\"\n,,,,x",
	}
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		for _, l := range layouts {
			check(t, l, file)
		}
	})
}

// check reads a file; what is read must come back the same when it is written and read again.
func check(t *testing.T, l *interchange.Layout, file string) {
	t.Helper()
	first, err := read(l, []byte(file))
	if err != nil {
		refused(t, err)
		return
	}
	for _, dialect := range []csv.Dialect{csv.Plain, csv.ExcelFR} {
		var out bytes.Buffer
		if err = csv.Write(&out, dialect, l.Header(), l.Lines(kept(first.Sheets))); err != nil {
			t.Fatal(err)
		}
		second, err := read(l, out.Bytes())
		if err != nil {
			refused(t, err)
			t.Fatalf("what was written is refused: %v\n%s", err, out.String())
		}
		if len(first.Sheets) > 0 && !reflect.DeepEqual(first.Sheets, second.Sheets) {
			t.Fatalf("read %+v, written and read again %+v", first.Sheets, second.Sheets)
		}
	}
}

// refused asks that a refusal is made of problems.
func refused(t *testing.T, err error) {
	t.Helper()
	var list problem.List
	if !errors.As(err, &list) || len(list) == 0 || len(list) > 101 {
		t.Fatalf("got %v, want a list of problems", err)
	}
}

func read(l *interchange.Layout, file []byte) (*interchange.File, error) {
	o := interchange.Options{Random: rand.NewChaCha8([32]byte{})}
	return l.Read(csv.Read(bytes.NewReader(file)), o)
}

// kept hands sheets out as a store does.
func kept(sheets []*sheet.Sheet) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for _, s := range sheets {
			if !yield(campaign.Kept{Sheet: s}, nil) {
				return
			}
		}
	}
}
