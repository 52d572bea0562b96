package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// errDrawn: what fpdf wrote has another shape than this package knows.
var errDrawn = errors.New("pages have an unknown shape")

// object is one numbered object of a PDF file, what stands between obj and endobj.
type object []byte

// stream says whether the object holds a stream.
func (o object) stream() bool { return bytes.HasSuffix(o, []byte(drawnStream)) }

// finish takes the pages that fpdf drew and returns the whole document: with the tree of its structure, the languages and
// what a viewer is to do, and without the date.
func (d *Document) finish(drawn []byte) ([]byte, error) {
	objects, err := objectsOf(drawn)
	if err != nil {
		return nil, err
	}
	last := len(objects) - 1 // fpdf writes Info and Catalog last
	sum := sha256.Sum256(drawn[:bytes.LastIndex(drawn, []byte(drawnDate))])
	pages := d.adopt(objects, subset(sum))
	objects[last-1] = object("<</Title" + textString(d.info.Title) + "/Author" + textString(d.info.Author) + "/Producer" + textString(producer) + ">>")
	tree := newTree(&d.bonds, pages, last+1)
	objects[last] = object(fmt.Sprintf(fileCatalog, textString(d.info.Lang), last+1))
	return assemble(append(objects, tree.objects()...), last, sum), nil
}

// producer is what a document says it was made with.
const producer = "Relève"

// objectsOf returns the objects of what fpdf wrote by their numbers; there is none with the number 0.
func objectsOf(drawn []byte) ([]object, error) {
	_, tail, ok := bytes.Cut(drawn[max(0, len(drawn)-64):], []byte(drawnTable))
	table, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(string(tail)), drawnEnd)))
	if !ok || err != nil || table >= len(drawn) {
		return nil, errDrawn
	}
	lines := strings.Split(string(drawn[table:]), "\n")
	starts := map[int]int{} // number by offset
	var offsets []int
	for i, line := range lines[min(3, len(lines)):] {
		if !strings.HasSuffix(line, drawnInUse) {
			break
		}
		at, err := strconv.Atoi(line[:10])
		if err != nil || at >= table {
			return nil, errDrawn
		}
		starts[at] = i + 1
		offsets = append(offsets, at)
	}
	slices.Sort(offsets)
	objects := make([]object, len(offsets)+1)
	for i, at := range offsets {
		end := append(offsets, table)[i+1]
		_, inner, ok := bytes.Cut(drawn[at:end], []byte(drawnObject))
		if !ok || len(starts) != len(offsets) {
			return nil, errDrawn
		}
		objects[starts[at]] = object(bytes.TrimSuffix(inner, []byte(drawnClose)))
	}
	return objects, nil
}

// adopt ties the pages among the objects to the structure tree and gives the fonts their names. It returns the numbers of
// the pages' objects, in order.
func (d *Document) adopt(objects []object, subset string) []int {
	var pages []int
	names := strings.NewReplacer("/utf8"+family+"B", "/"+subset+"+DejaVuSansCondensed-Bold", "/utf8"+family, "/"+subset+"+DejaVuSansCondensed")
	for i, o := range objects {
		switch {
		case bytes.HasPrefix(o, []byte(drawnPage)):
			head := fmt.Sprintf(filePage, len(pages))
			objects[i] = object(head + string(o[len(drawnPage):]))
			pages = append(pages, i)
		case !o.stream() && bytes.Contains(o, []byte("/utf8"+family)):
			objects[i] = object(names.Replace(string(o)))
		}
	}
	return pages
}

// subset returns the six letters that a font that was cut has before its name.
func subset(sum [32]byte) string {
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + sum[i]%26
	}
	return string(letters)
}

// textString writes a text as PDF has it: as it is where it is plain, else in UTF-16, in hexadecimal.
func textString(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`()\`, r) }) {
		return "(" + s + ")"
	}
	var out strings.Builder
	out.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&out, "%04X", unit)
	}
	out.WriteString(">")
	return out.String()
}
