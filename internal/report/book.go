package report

import (
	"fmt"
	"io/fs"

	"releve/internal/locale"
)

// BookDefinition says which reports one file shows, in their order.
type BookDefinition struct {
	reports []*Definition
}

// bookFile is a definition of a book as it stands in JSON.
type bookFile struct {
	Reports []string `json:"reports"` // names of definitions beside it
}

// LoadBook reads the definition of a book and of its reports from a folder of definitions.
func LoadBook(fsys fs.FS, name string) (*BookDefinition, error) {
	data, err := fs.ReadFile(fsys, name+".json")
	if err != nil {
		return nil, fmt.Errorf("load book: %w", err)
	}
	var in bookFile
	if err = strict(data, &in); err != nil {
		return nil, fmt.Errorf("load book %s: %w", name, err)
	}
	d := &BookDefinition{}
	for _, report := range in.Reports {
		r, wrong := Load(fsys, report)
		if wrong != nil {
			return nil, fmt.Errorf("load book %s: %w", name, wrong)
		}
		d.reports = append(d.reports, r)
	}
	if len(d.reports) == 0 {
		return nil, fmt.Errorf("load book %s: %w", name, errEmpty)
	}
	return d, nil
}

// Keys returns the message keys that the definition uses.
func (d *BookDefinition) Keys() []string {
	var keys []string
	for _, r := range d.reports {
		keys = append(keys, r.Keys()...)
	}
	return keys
}

// BuildBook lays a book out, in the printer's language. Reports that have nothing to show with the campaign's form
// are left out. The errors are those of the columns and of Source.Sheets.
func BuildBook(d *BookDefinition, s Source, p *locale.Printer) (*Book, error) {
	b, err := newBuilder(s, p)
	if err != nil {
		return nil, fmt.Errorf("build book: %w", err)
	}
	b.rows = s.Sheets != nil && s.Purpose == ForWork && b.count.Lines() <= MostRows
	b.live = b.rows && b.count.Lines() <= mostLive
	book := &Book{Language: p.Tag(), Title: s.Campaign.Title}
	for _, definition := range d.reports {
		r, wrong := b.report(definition)
		if wrong != nil {
			return nil, fmt.Errorf("build book: %w", wrong)
		}
		if r != nil {
			book.Reports = append(book.Reports, r)
		}
	}
	if b.rows {
		book.Data = b.data()
	}
	return book, nil
}

// mostLive is the most lines over which cells are formulas: above it a spreadsheet takes too long to calculate.
const mostLive = 50_000
