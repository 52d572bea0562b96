package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"releve/internal/problem"
)

// Limits of reading: a small archive must not unfold into a large one.
const (
	mostUnfolding = 60      // times the size of the file
	mostBytes     = 1 << 30 // unzipped
	mostRelations = 10_000
)

// errPart says that a part of a workbook is missing.
var errPart = errors.New("part is missing")

// pack is the archive that a workbook is, and what of it an import needs.
type pack struct {
	parts    map[string]*zip.File
	sheet    string // name of the part with the rows
	texts    string // "" where there are no shared texts
	styles   string // "" where there are none
	from1904 bool   // days are counted from 1904
}

// openPack opens a workbook whose parts are not too large. The archive's directory says how large they are, and a
// part that turns out to be larger is an error when it is read.
func openPack(r io.ReaderAt, size int64) (*pack, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	most, sum := min(uint64(max(size, 0))*mostUnfolding, mostBytes), uint64(0)
	p := &pack{parts: map[string]*zip.File{}}
	for _, part := range archive.File {
		if sum += part.UncompressedSize64; sum > most || part.UncompressedSize64 > most {
			return nil, problem.New(problem.TooLarge, "xlsx.large", nil)
		}
		p.parts[strings.ToLower(strings.TrimPrefix(part.Name, "/"))] = part
	}
	book := "xl/workbook.xml"
	if links, err := p.relations(""); err == nil {
		for _, l := range links {
			if l.kind == "officeDocument" {
				book = l.target
			}
		}
	}
	return p, p.book(book)
}

// read hands a part to a function.
func (p *pack) read(name string, use func(io.Reader) error) error {
	part, ok := p.parts[strings.ToLower(name)]
	if !ok {
		return fmt.Errorf("%s: %w", name, errPart)
	}
	r, err := part.Open()
	if err == nil {
		err = errors.Join(use(r), r.Close())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// relation leads from one part to another.
type relation struct {
	id, kind, target string
}

// relations returns where a part leads to, "" for the archive as a whole.
func (p *pack) relations(from string) ([]relation, error) {
	dir, file := path.Split(from)
	var found []relation
	err := p.read(dir+"_rels/"+file+".rels", func(r io.Reader) error {
		return forEach(r, "Relationship", func(s *scanner) error {
			id, _ := s.attr("Id")
			kind, _ := s.attr("Type")
			target, _ := s.attr("Target")
			if !strings.HasPrefix(target, "/") {
				target = "/" + dir + target
			}
			found = append(found, relation{id, path.Base(kind), strings.TrimPrefix(path.Clean(target), "/")})
			if len(found) > mostRelations {
				return errXML
			}
			return nil
		})
	})
	return found, err
}

// forEach calls a function for every element of a name.
func forEach(r io.Reader, name string, do func(*scanner) error) error {
	s := newScanner(r)
	for {
		err := s.next()
		if err == io.EOF { //nolint:errorlint // a reader's own
			return nil
		}
		if err == nil && s.name == name && s.begin {
			err = do(s)
		}
		if err != nil {
			return err
		}
	}
}

// book finds the parts: of the sheet Codes, or of the first sheet that has cells.
func (p *pack) book(name string) error {
	links, err := p.relations(name)
	if err != nil {
		return err
	}
	sheets := map[string]string{}
	for _, l := range links {
		switch l.kind {
		case "worksheet":
			sheets[l.id] = l.target
		case "sharedStrings":
			p.texts = l.target
		case "styles":
			p.styles = l.target
		}
	}
	err = p.read(name, func(r io.Reader) error {
		return forEach(r, "sheet", func(s *scanner) error {
			title, _ := s.attr("name")
			id, _ := s.attr("id")
			if target := sheets[id]; target != "" && (p.sheet == "" || title == codesName) {
				p.sheet = target
			}
			return nil
		})
	})
	if err == nil {
		err = p.read(name, func(r io.Reader) error {
			return forEach(r, "workbookPr", func(s *scanner) error {
				value, _ := s.attr("date1904")
				p.from1904 = value == "1" || value == "true"
				return nil
			})
		})
	}
	if err == nil && p.sheet == "" {
		err = errPart
	}
	return err
}
