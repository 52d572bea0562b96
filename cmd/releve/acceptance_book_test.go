package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// book is a workbook as any program finds it in the file: nothing is worked out.
type book struct {
	sheets []string
	names  map[string]string // where each defined name points: Sheet!A1
	cells  map[string]cell   // Sheet!A1; of very large sheets only where they hold formulas
	errors []string          // cells that hold an error, on any sheet
}

// cell is what stands in a cell.
type cell struct {
	formula string
	kind    string // as in the file: n, str, b, e, s, inlineStr
	value   string
}

// empty says whether nothing shows.
func (c cell) empty() bool { return c.value == "" }

// like compares what two cells hold. A sum that was made in another order may differ in the last digits.
func (c cell) like(other cell) bool {
	a, errA := strconv.ParseFloat(c.value, 64)
	b, errB := strconv.ParseFloat(other.value, 64)
	if errA != nil || errB != nil || c.text() != other.text() {
		return c.value == other.value && (c.empty() || c.text() == other.text())
	}
	return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a))
}

func (c cell) text() bool { return c.kind != "n" && c.kind != "b" }

// opened reads a workbook.
func opened(tb testing.TB, file string) *book {
	tb.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer archive.Close()
	part := func(name string) []byte {
		f, err := archive.Open(name)
		if err != nil {
			return nil
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		if err != nil {
			tb.Fatal(err)
		}
		return data
	}
	var listed struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name string `xml:"name,attr"`
			At   string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:",attr"`
		} `xml:"Relationship"`
	}
	var texts struct {
		Texts []struct {
			Plain string   `xml:"t"`
			Runs  []string `xml:"r>t"`
		} `xml:"si"`
	}
	decode(tb, part("xl/workbook.xml"), &listed)
	decode(tb, part("xl/_rels/workbook.xml.rels"), &links)
	if shared := part("xl/sharedStrings.xml"); shared != nil {
		decode(tb, shared, &texts)
	}
	b := &book{names: map[string]string{}, cells: map[string]cell{}}
	named := map[string]bool{}
	for _, n := range listed.Names {
		if strings.HasPrefix(n.Name, "_xlnm") {
			continue
		}
		sheet, at, _ := strings.Cut(n.At, "!")
		sheet = strings.ReplaceAll(strings.Trim(sheet, "$'"), "''", "'")
		b.names[n.Name] = sheet + "!" + strings.ReplaceAll(at, "$", "")
		named[sheet] = true
	}
	for _, s := range listed.Sheets {
		b.sheets = append(b.sheets, s.Name)
		for _, link := range links.Links {
			if link.ID != s.ID {
				continue
			}
			data := part(path.Join("xl", strings.TrimPrefix(link.Target, "/xl/")))
			if len(data) < 4<<20 || named[s.Name] || bytes.Contains(data, []byte("<f")) || bytes.Contains(data, []byte(`t="e"`)) {
				b.read(tb, s.Name, data)
			}
		}
	}
	for at, c := range b.cells {
		if i, err := strconv.Atoi(c.value); c.kind == "s" && err == nil {
			c.value = texts.Texts[i].Plain + strings.Join(texts.Texts[i].Runs, "")
			b.cells[at] = c
		}
	}
	return b
}

func decode(tb testing.TB, data []byte, into any) {
	tb.Helper()
	if err := xml.Unmarshal(data, into); err != nil {
		tb.Fatal(err)
	}
}

// read reads the cells of a sheet.
func (b *book) read(tb testing.TB, sheet string, data []byte) {
	tb.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			tb.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "c" {
			continue
		}
		var c struct {
			At      string  `xml:"r,attr"`
			Kind    string  `xml:"t,attr"`
			Formula *string `xml:"f"`
			Value   string  `xml:"v"`
			Text    string  `xml:"is>t"`
		}
		if err = d.DecodeElement(&c, &start); err != nil {
			tb.Fatal(err)
		}
		held := cell{kind: cmp.Or(c.Kind, "n"), value: cmp.Or(c.Value, c.Text)}
		if c.Formula != nil {
			held.formula = cmp.Or(*c.Formula, "shared")
		}
		if held.kind == "e" {
			b.errors = append(b.errors, sheet+"!"+c.At+" "+held.value)
		}
		if held.value != "" || held.formula != "" {
			b.cells[sheet+"!"+c.At] = held
		}
	}
}

// formulas returns how many cells are worked out.
func (b *book) formulas() int {
	n := 0
	for _, c := range b.cells {
		if c.formula != "" {
			n++
		}
	}
	return n
}

// figures returns what the defined names stand for: numbers as they are kept, dates as yyyy-mm-dd, and "" where a
// figure is undefined.
func (b *book) figures() map[string]string {
	found := map[string]string{}
	for name, at := range b.names {
		value := b.cells[at].value
		if days, err := strconv.Atoi(value); err == nil && strings.HasSuffix(name, "_date") {
			value = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).Format(time.DateOnly)
		}
		found[name] = value
	}
	return found
}

// content returns what stands in a part of a zip file.
func content(tb testing.TB, f *zip.File) []byte {
	tb.Helper()
	r, err := f.Open()
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// add writes a part of a zip file.
func add(tb testing.TB, z *zip.Writer, name string, data []byte) {
	tb.Helper()
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(data)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// formulaCell is a cell with a formula and the value beside it.
var formulaCell = regexp.MustCompile(`(</f>)<v>([^<]*)</v>`)

// planted writes a workbook again with a wrong value beside every formula: a number becomes another, a text becomes
// "planted". It returns how many there were.
func planted(tb testing.TB, from, to string) int {
	tb.Helper()
	in, err := zip.OpenReader(from)
	if err != nil {
		tb.Fatal(err)
	}
	defer in.Close()
	var out bytes.Buffer
	z, n := zip.NewWriter(&out), 0
	for _, f := range in.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			if err = z.Copy(f); err != nil {
				tb.Fatal(err)
			}
			continue
		}
		data := formulaCell.ReplaceAllFunc(content(tb, f), func(m []byte) []byte {
			n++
			was := formulaCell.FindSubmatch(m)[2]
			wrong := "planted"
			if v, word := strconv.ParseFloat(string(was), 64); word == nil {
				wrong = strconv.FormatFloat(v+1000, 'g', -1, 64)
			}
			return []byte("</f><v>" + wrong + "</v>")
		})
		add(tb, z, f.Name, data)
	}
	if err = errors.Join(z.Close(), os.WriteFile(to, out.Bytes(), 0o600)); err != nil {
		tb.Fatal(err)
	}
	return n
}
