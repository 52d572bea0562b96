package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/problem"
	"releve/internal/xlsx"
)

// The most bytes of a file that comes in.
const (
	MostPosted = 32 << 20  // over HTTP
	MostFile   = 512 << 20 // named on a command line
)

// File is a file that comes in.
type File struct {
	Name string // of which only the ending counts, where the content does not say what it is
	Data io.ReaderAt
	Size int64 // bytes
	Most int64 // bytes that are read at most: MostPosted or MostFile

	// Progress is told while reading how much was read: bytes of the file, or rows of a workbook, whose number (total)
	// is not known (-1). Nil for nobody.
	Progress func(done, total int64)
}

// ImportOptions say how strictly a file is taken.
type ImportOptions struct {
	Strict     bool      // refuse services that the campaign does not have
	AsCampaign bool      // take sheets of another campaign
	Rehearsal  bool      // tell what would be done, and keep nothing
	Random     io.Reader // for ids that are missing and for links of new services
}

// Imported says what an import did, or what a rehearsal would do.
type Imported struct {
	New, Same int      // sheets
	Joined    []string // codes of services that the file brings
	Notes     []interchange.Note
}

// Store is what an import needs of a store.
type Store interface {
	Campaign(ctx context.Context, slug string) (*campaign.Campaign, error)
	Import(ctx context.Context, slug string, in campaign.Importation) (campaign.Imported, error)
}

// Import reads a file of sheets into a campaign: all of it or nothing. What is wrong with the file comes back as a
// problem.List in the order of the file; see Refusals.
func Import(ctx context.Context, s Store, slug string, f File, o ImportOptions) (Imported, error) {
	c, err := s.Campaign(ctx, slug)
	if err != nil {
		return Imported{}, err //nolint:wrapcheck // the store says what is wrong
	}
	read, err := Read(c, f, interchange.Options{Strict: o.Strict, AsCampaign: o.AsCampaign, Random: o.Random})
	if err != nil {
		return Imported{}, err
	}
	read.Rehearsal = o.Rehearsal
	done, err := s.Import(ctx, slug, read.Importation)
	if err != nil {
		return Imported{}, read.Locate(err)
	}
	result := Imported{New: done.New, Same: done.Same, Notes: read.Notes}
	for _, p := range read.Participants {
		result.Joined = append(result.Joined, p.Code)
	}
	return result, nil
}

// Read reads a file of sheets for a campaign and keeps nothing.
func Read(c *campaign.Campaign, f File, o interchange.Options) (*interchange.File, error) {
	layout, err := interchange.New(c)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	format, err := f.sniff()
	if err != nil {
		return nil, err
	}
	if format == JSON {
		return layout.ReadJSON(f.reader(), o)
	}
	return layout.Read(f.lines(format), o)
}

// Lines returns the lines of a workbook or a CSV file, whatever they hold.
func Lines(f File) (iter.Seq2[interchange.Line, error], error) {
	format, err := f.sniff()
	if err != nil {
		return nil, err
	}
	return f.lines(format), nil
}

// lines returns the lines of a file of a format that has lines.
func (f File) lines(format Format) iter.Seq2[interchange.Line, error] {
	if format != XLSX {
		return csv.Read(f.reader())
	}
	rows := xlsx.Read(f.Data, f.Size)
	if f.Progress == nil {
		return rows
	}
	return func(yield func(interchange.Line, error) bool) {
		for line, err := range rows {
			f.Progress(int64(line.Number), -1)
			if !yield(line, err) {
				return
			}
		}
	}
}

// reader reads the file from its beginning and tells how far it is.
func (f File) reader() io.Reader {
	whole := io.NewSectionReader(f.Data, 0, f.Size)
	if f.Progress == nil {
		return whole
	}
	return &followed{reader: whole, file: f}
}

// followed is a reader that tells how far it is.
type followed struct {
	reader io.Reader
	file   File
	done   int64
}

// Read reads and tells.
func (f *followed) Read(p []byte) (int, error) {
	n, err := f.reader.Read(p)
	f.done += int64(n)
	f.file.Progress(f.done, f.file.Size)
	return n, err //nolint:wrapcheck // a reader hands on io.EOF as it is
}

// How files begin: a zip archive, as which a workbook comes, and the container of older and of locked workbooks.
const (
	zipMark = "PK\x03\x04"
	oleMark = "\xd0\xcf\x11\xe0"
	utfMark = "\xef\xbb\xbf"
	looked  = 512 // bytes
)

// sniff finds out what a file is: by its content, and by its name only where that says nothing.
func (f File) sniff() (Format, error) {
	if f.Size > f.Most {
		return "", problem.New(problem.TooLarge, "import.size", problem.Args{"most": f.Most >> 20})
	}
	head := make([]byte, min(looked, f.Size))
	if _, err := f.Data.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("look at file: %w", err)
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(utfMark)), " \t\r\n")
	ending := strings.ToLower(f.Name[strings.LastIndexByte(f.Name, '.')+1:])
	switch {
	case bytes.HasPrefix(head, []byte(zipMark)), bytes.HasPrefix(head, []byte(oleMark)):
		return XLSX, nil
	case len(start) > 0 && (start[0] == '[' || start[0] == '{'):
		return JSON, nil
	case ending == string(XLSX):
		return XLSX, nil
	case ending == string(JSON):
		return JSON, nil
	default:
		return CSV, nil
	}
}

// Refusal is why a file was refused, as a table shows it.
type Refusal struct {
	Line, Column, Value string // "" where it concerns the file as a whole, a line as a whole, or shows nothing
	Reason              *problem.Error
}

// Refusals returns what was wrong with a file, in its order; none for an error that is not a refusal.
func Refusals(err error) []Refusal {
	var all []Refusal
	for _, p := range problem.All(err) {
		r := Refusal{Line: argument(p, "line"), Column: argument(p, "column"), Value: argument(p, "value"), Reason: p}
		if reason, ok := p.Args["reason"].(*problem.Error); ok {
			r.Reason = reason
		}
		all = append(all, r)
	}
	return all
}

func argument(p *problem.Error, name string) string {
	s, _ := p.Args[name].(string)
	return s
}
