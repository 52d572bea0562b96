package xlsx_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"releve/internal/problem"
	"releve/internal/xlsx"
)

// made by hand, as a coordinator would.
func byHand(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func put(f *excelize.File, in, address string, value any) {
	if err := f.SetCellValue(in, address, value); err != nil {
		panic(err)
	}
}

// read returns the lines as text, or the key of the problem.
func read(data []byte) string {
	var b strings.Builder
	for line, err := range xlsx.Read(bytes.NewReader(data), int64(len(data))) {
		if err != nil {
			if all := problem.All(err); len(all) > 0 {
				return all[0].Key
			}
			return err.Error()
		}
		b.WriteString(strings.Join(line.Values, "|") + "\n")
	}
	return b.String()
}

func TestRead(t *testing.T) {
	cases := []struct {
		name string
		data []byte
		want string
	}{
		{"first sheet", byHand(t, func(f *excelize.File) { put(f, "Sheet1", "A1", "inst"); put(f, "Sheet1", "B2", 12) }), "inst\n|12\n"},
		{"Codes wins", byHand(t, func(f *excelize.File) {
			put(f, "Sheet1", "A1", "no")
			if _, err := f.NewSheet("Codes"); err != nil {
				t.Fatal(err)
			}
			put(f, "Codes", "A1", "yes")
		}), "yes\n"},
		{"short lines are filled up, empty ones passed over", byHand(t, func(f *excelize.File) {
			put(f, "Sheet1", "A1", "a")
			put(f, "Sheet1", "C1", "c")
			put(f, "Sheet1", "A3", "x")
		}), "a||c\nx||\n"},
		{"dates", byHand(t, func(f *excelize.File) {
			put(f, "Sheet1", "A1", "_date")
			put(f, "Sheet1", "A2", time.Date(2022, 11, 9, 0, 0, 0, 0, time.UTC))
			style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			if err != nil {
				t.Fatal(err)
			}
			if err = f.SetCellStyle("Sheet1", "A2", "A2", style); err != nil {
				t.Fatal(err)
			}
		}), "_date\n2022-11-09\n"},
		{"no workbook", []byte("inst,proc\n"), "xlsx.unreadable"},
		{"empty", nil, "xlsx.unreadable"},
		{"an archive of something else", zipped(t, "a.txt", 10), "xlsx.unreadable"},
		{"unfolds too far", zipped(t, "xl/worksheets/sheet1.xml", 100<<20), "xlsx.large"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := read(c.data); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Other programs write the same in other ways.
func TestReadForeign(t *testing.T) {
	cases := []struct {
		name, rows, want string
	}{
		{"no addresses", `<row><c><v>1</v></c><c/><c t="str"><v>x</v></c></row><row/><row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>`, "1:1||x\n3:TRUE|#N/A|\n"},
		{"rows far apart", `<row r="2"><c r="B2"><v>7</v></c></row><row r='1048576'><c r='A1048576'><v>8</v></c></row>`, "2:|7\n1048576:8|\n"},
		{"a prefix", `<x:row><x:c x:t="inlineStr"><x:is><x:t xml:space="preserve"> a </x:t></x:is></x:c></x:row>`, "1: a \n"},
		{"runs, and how they are pronounced", `<row><c t="s"><v>1</v></c><c t="inlineStr"><is><r><t>b</t></r><r><t>c</t></r><rPh><t>no</t></rPh></is></c></row>`, "1:ab|bc\n"},
		{"escaped", `<row><c t="inlineStr"><is><t>&lt;&#233;&#x1F642;&quot;&apos;&amp;amp; _x0041__x005F_x0041_ _x00zz_ _xD83D_</t></is></c></row>`, "1:<é🙂\"'&amp; A_x0041_ _x00zz_ _xD83D_\n"},
		{"marked text, comments, a \">\" in quotes", `<!-- <row><c> --><row a=">" b='">'><c t="str"><v>a<!-- > -->b<![CDATA[<&amp;]]]>&gt;]]>c</v></c></row>`, "1:ab<&amp;]>]]>c\n"},
		{"formula", `<row><c><f>1+1</f><v>2</v></c></row>`, "1:2\n"},
		{"numbers", `<row><c><v>1.0</v></c><c><v>1.2E1</v></c><c><v>0.10000000000000001</v></c><c><v>2026020101</v></c><c><v>1E+99</v></c><c><v>-0.5</v></c></row>`, "1:1|12|0.1|2026020101|1E+99|-0.5\n"},
		{"dates", `<row><c s="1"><v>44874</v></c><c s="2"><v>44874.5</v></c><c s="3"><v>44874</v></c><c s="4"><v>44874</v></c><c s="1"><v>-1</v></c><c s="99"><v>44874</v></c><c t="d"><v>2022-11-09T00:00:00</v></c></row>`, "1:2022-11-09|2022-11-09 12:00:00|44874|44874|-1|44874|2022-11-09\n"},
		{"lines of Windows", "<row>\r\n<c t=\"str\"><v>a\r\nb</v></c></row>", "1:a\nb\n"},
		{"an entity of its own", `<row><c t="str"><v>&x;</v></c></row>`, "xlsx.unreadable"},
		{"a document type", `<!DOCTYPE a [<!ENTITY x "y">]><row/>`, "xlsx.unreadable"},
		{"a text that is not there", `<row><c t="s"><v>2</v></c></row>`, "xlsx.unreadable"},
		{"a text before the first", `<row><c t="s"><v>-1</v></c></row>`, "xlsx.unreadable"},
		{"not UTF-8", "<row><c t=\"str\"><v>\xe9</v></c></row>", "xlsx.unreadable"},
		{"rows that go back", `<row r="2"/><row r="1"/>`, "xlsx.unreadable"},
		{"rows beyond the last", `<row r="1048577"/>`, "xlsx.unreadable"},
		{"a tag without end", `<row a="` + strings.Repeat(">", 70_000) + `"><c><v>1</v></c></row>`, "xlsx.unreadable"},
		{"cut off", `<row><c><v>1</v>`, "xlsx.unreadable"},
		{"filled far to the right", `<row><c r="AMK1"><v>1</v></c></row>`, "xlsx.wide"},
		{"empty far to the right", `<row><c><v>1</v></c><c r="XFD1"/></row>`, "1:1\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			data, got := foreign(t, c.rows), ""
			for line, err := range xlsx.Read(bytes.NewReader(data), int64(len(data))) {
				if err != nil {
					got = problem.All(err)[0].Key
					break
				}
				got += strconv.Itoa(line.Number) + ":" + strings.Join(line.Values, "|") + "\n"
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// foreign returns a workbook with these rows, as another program than ours might write it.
func foreign(t *testing.T, rows string) []byte {
	t.Helper()
	if !strings.Contains(rows, "<row><c><v>1</v>") || strings.Contains(rows, "</row>") {
		rows = "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"
	}
	const kind = `<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range map[string]string{
		"_rels/.rels":              `<Relationships>` + kind + `officeDocument" Id="a" Target="/Book/Main.xml"/></Relationships>`,
		"Book/Main.xml":            `<?xml version="1.0"?><workbook><sheets><sheet name="Graph" r:id="c"/><sheet name="Feuille" r:id="s"/></sheets></workbook>`,
		"book/_rels/main.xml.rels": `<Relationships>` + kind + `chartsheet" Id="c" Target="c.xml"/>` + kind + `worksheet" Id="s" Target="../rows.xml"/>` + kind + `styles" Id="y" Target="styles.xml"/>` + kind + `sharedStrings" Id="t" Target="texts.xml"/></Relationships>`,
		"rows.xml":                 rows,
		"Book/texts.xml":           `<sst><si><t>no</t></si><si><r><t>a</t></r><r><t>b</t></r><rPh><t>no</t></rPh></si></sst>`,
		"Book/styles.xml":          `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-80C]d\ mmmm yyyy;@"/><numFmt numFmtId="165" formatCode="&quot;d&quot;0_d\m[Red]"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="2"/></cellXfs></styleSheet>`,
	} {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipped returns an archive with one part of zeros.
func zipped(t *testing.T, name string, size int64) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	part, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.CopyN(part, zeros{}, size); err != nil {
		t.Fatal(err)
	}
	if err = w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A bomb is refused by what its directory says, before anything is unfolded; one whose directory lies is cut off at
// what it says.
func TestBomb(t *testing.T) {
	size := int64(600 << 20)
	if testing.Short() {
		size = 100 << 20
	}
	bomb := zipped(t, "xl/sharedStrings.xml", size)
	lying := bytes.Clone(bomb)
	for _, at := range []int{bytes.Index(lying, []byte("PK\x01\x02")) + 24, bytes.LastIndex(lying, []byte("PK\x07\x08")) + 12} {
		copy(lying[at:at+4], "\x00\x00\x10\x00")
	}
	for name, data := range map[string][]byte{"honest": bomb, "lying": lying} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		got := read(data)
		spent := time.Since(start)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; !strings.HasPrefix(got, "xlsx.") || spent > time.Second || grown > 64<<20 {
			t.Errorf("%s, %d bytes: %s after %v and %d MiB", name, len(data), got, spent, grown>>20)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(_ *testing.T, data []byte) { read(data) })
}
