package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"releve/internal/tally"
)

// Errors of a definition: it ships with the program, so that they are told to developers.
var (
	errFigure = errors.New("no such figure")
	errFact   = errors.New("no such fact")
	errWidth  = errors.New("more figures than columns")
)

// Definition says what a report shows.
type Definition struct {
	title  string // message keys, here and below
	facts  []string
	tables []tableDefinition
}

type tableDefinition struct {
	title   string
	columns []string
	lines   []lineDefinition
}

// lineDefinition is a line of figures. Without a label the first figure is the name of the line.
type lineDefinition struct {
	label, note string
	figures     []tally.Measure
}

// file is a definition as it stands in JSON.
type file struct {
	Title  string   `json:"title"`
	Facts  []string `json:"facts"`
	Tables []struct {
		Title   string   `json:"title"`
		Columns []string `json:"columns"`
		Lines   []struct {
			Label   string   `json:"label"`
			Note    string   `json:"note"`
			Figures []string `json:"figures"`
		} `json:"lines"`
	} `json:"tables"`
}

// Load reads the definition of a name from a folder of definitions.
func Load(fsys fs.FS, name string) (*Definition, error) {
	data, err := fs.ReadFile(fsys, name+".json")
	if err != nil {
		return nil, fmt.Errorf("load report: %w", err)
	}
	d, err := Read(data)
	if err != nil {
		return nil, fmt.Errorf("load report %s: %w", name, err)
	}
	return d, nil
}

// Read reads a definition. Unknown members and unknown figures are errors.
func Read(data []byte) (*Definition, error) {
	var in file
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return nil, fmt.Errorf("read definition: %w", err)
	}
	d := &Definition{title: in.Title, facts: in.Facts}
	for _, name := range in.Facts {
		if factOf(name) == nil {
			return nil, fmt.Errorf("%w: %s", errFact, name)
		}
	}
	for _, t := range in.Tables {
		table := tableDefinition{title: t.Title, columns: t.Columns}
		for _, l := range t.Lines {
			line := lineDefinition{label: l.Label, note: l.Note}
			for _, name := range l.Figures {
				m, known := tally.Named(name)
				if !known {
					return nil, fmt.Errorf("%w: %s", errFigure, name)
				}
				line.figures = append(line.figures, m)
			}
			if len(line.figures) > widest {
				return nil, fmt.Errorf("%w: %v", errWidth, l.Figures)
			}
			table.lines = append(table.lines, line)
		}
		d.tables = append(d.tables, table)
	}
	return d, nil
}

// widest is the most figures of a line.
const widest = 3

// Keys returns the message keys that the definition uses, so that a test can look for them.
func (d *Definition) Keys() []string {
	keys := []string{d.title}
	for _, name := range d.facts {
		keys = append(keys, factKey(name))
	}
	for _, t := range d.tables {
		keys = append(append(keys, t.title), t.columns...)
		for _, l := range t.lines {
			for _, key := range []string{l.label, l.note} {
				if key != "" {
					keys = append(keys, key)
				}
			}
		}
	}
	return keys
}
