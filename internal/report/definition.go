package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"releve/internal/form"
	"releve/internal/tally"
)

// Errors of a definition: it ships with the program, so that they are told to developers.
var (
	errFigure = errors.New("no such figure")
	errFact   = errors.New("no such fact")
	errWidth  = errors.New("more figures than columns")
	errAxis   = errors.New("no such axis")
	errColumn = errors.New("no such column")
	errWhen   = errors.New("no such condition")
	errList   = errors.New("no such list")
	errChart  = errors.New("chart of nothing")
	errEmpty  = errors.New("book without reports")
)

// Definition says what a report shows.
type Definition struct {
	title                          string // message keys, here and below
	facts                          []string
	banner, named, wide, afterRows bool
	tables                         []tableDefinition
	charts                         []chartDefinition
}

// tableDefinition is a table of one of four sorts: lines of figures, a break-down by one axis, one by two, a list.
type tableDefinition struct {
	key, title, note, when string
	columns                []string
	lines                  []lineDefinition
	by                     tally.Axis
	tree, whole            bool
	of                     []string // names of columns
	cross                  []tally.Axis
	list                   string
}

// lineDefinition is a line of figures. Without a label the first figure is the name of the line.
type lineDefinition struct {
	label, name, note, when string // name: written as it stands, instead of a label
	figures                 []tally.Measure
}

type chartDefinition struct {
	kind         ChartKind
	title, table string
	series       []string // names of columns
	rows         int
}

// file is a definition as it stands in JSON.
type file struct {
	Title     string      `json:"title"`
	Facts     []string    `json:"facts"`
	Banner    bool        `json:"banner"`     // the sentence, the caveat and the form's origin stand above
	Named     bool        `json:"named"`      // figures carry their names
	Wide      bool        `json:"wide"`       // printed across
	AfterRows bool        `json:"after_rows"` // stands behind the rows
	Tables    []fileTable `json:"tables"`
	Charts    []fileChart `json:"charts"`
}

type fileTable struct {
	Key     string       `json:"key"`
	Title   string       `json:"title"`
	Note    string       `json:"note"`
	When    string       `json:"when"`
	Columns []string     `json:"columns"`
	Lines   []fileLine   `json:"lines"`
	By      tally.Axis   `json:"by"`
	Tree    bool         `json:"tree"`  // with the branches of the list
	Whole   bool         `json:"whole"` // a line of all others together ends it
	Of      []string     `json:"of"`
	Cross   []tally.Axis `json:"cross"`
	List    string       `json:"list"`
}

type fileLine struct {
	Label   string   `json:"label"`
	Name    string   `json:"name"`
	Note    string   `json:"note"`
	When    string   `json:"when"`
	Figures []string `json:"figures"`
}

type fileChart struct {
	Kind   string   `json:"kind"`
	Title  string   `json:"title"`
	Table  string   `json:"table"`
	Series []string `json:"series"`
	Rows   int      `json:"rows"`
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

// Read reads a definition. Unknown members, figures, axes and columns are errors.
func Read(data []byte) (*Definition, error) {
	var in file
	if err := strict(data, &in); err != nil {
		return nil, err
	}
	d := &Definition{title: in.Title, facts: in.Facts, banner: in.Banner, named: in.Named, wide: in.Wide, afterRows: in.AfterRows}
	for _, name := range in.Facts {
		if factOf(name) == nil {
			return nil, fmt.Errorf("%w: %s", errFact, name)
		}
	}
	for _, t := range in.Tables {
		table, err := t.read()
		if err != nil {
			return nil, err
		}
		d.tables = append(d.tables, table)
	}
	for _, c := range in.Charts {
		chart, err := c.read(d.tables)
		if err != nil {
			return nil, err
		}
		d.charts = append(d.charts, chart)
	}
	return d, nil
}

func strict(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("read definition: %w", err)
	}
	return nil
}

// widest is the most figures of a line.
const widest = 3

func (t fileTable) read() (tableDefinition, error) {
	d := tableDefinition{
		key: t.Key, title: t.Title, note: t.Note, when: t.When, columns: t.Columns, by: t.By, tree: t.Tree, whole: t.Whole, of: t.Of,
		cross: t.Cross, list: t.List,
	}
	for _, axis := range append(slices.Clone(t.Cross), t.By) {
		if axis != "" && !knownAxis(axis) {
			return d, fmt.Errorf("%w: %s", errAxis, axis)
		}
	}
	for _, name := range t.Of {
		if len(measuresOf(name)) == 0 {
			return d, fmt.Errorf("%w: %s", errColumn, name)
		}
	}
	if len(t.Cross) != 0 && len(t.Cross) != 2 {
		return d, fmt.Errorf("%w: %v", errAxis, t.Cross)
	}
	if t.List != "" && listOf(t.List) == nil {
		return d, fmt.Errorf("%w: %s", errList, t.List)
	}
	if err := knownCondition(t.When); err != nil {
		return d, err
	}
	for _, l := range t.Lines {
		line, err := l.read()
		if err != nil {
			return d, err
		}
		d.lines = append(d.lines, line)
	}
	return d, nil
}

func (l fileLine) read() (lineDefinition, error) {
	line := lineDefinition{label: l.Label, name: l.Name, note: l.Note, when: l.When}
	for _, name := range l.Figures {
		m, known := tally.Named(name)
		if !known {
			return line, fmt.Errorf("%w: %s", errFigure, name)
		}
		line.figures = append(line.figures, m)
	}
	if len(line.figures) > widest {
		return line, fmt.Errorf("%w: %v", errWidth, l.Figures)
	}
	return line, knownCondition(l.When)
}

func (c fileChart) read(tables []tableDefinition) (chartDefinition, error) {
	d := chartDefinition{title: c.Title, table: c.Table, series: c.Series, rows: c.Rows}
	switch c.Kind {
	case "bars":
		d.kind = Bars
	case "columns":
		d.kind = Columns
	case "stacked":
		d.kind = Stacked
	}
	found := slices.ContainsFunc(tables, func(t tableDefinition) bool { return t.key == c.Table })
	if !found || d.kind == 0 || len(c.Series) == 0 {
		return d, fmt.Errorf("%w: %s", errChart, c.Title)
	}
	return d, nil
}

// knownAxis says whether rows can be broken down by it.
func knownAxis(axis tally.Axis) bool {
	switch axis {
	case tally.AxisUnit, tally.AxisParticipant, tally.AxisKind, tally.AxisChannel, tally.AxisLanguage, tally.AxisWeek, tally.AxisMonth:
		return true
	default:
		return slices.Contains(form.Roles(), form.Role(axis))
	}
}

// Keys returns the message keys that the definition uses, so that a test can look for them.
func (d *Definition) Keys() []string {
	keys := []string{d.title}
	for _, name := range d.facts {
		keys = append(keys, factKey(name))
	}
	for _, t := range d.tables {
		keys = append(append(keys, t.title, t.note), t.columns...)
		for _, l := range t.lines {
			keys = append(keys, l.label, l.note)
		}
	}
	for _, c := range d.charts {
		keys = append(keys, c.title)
	}
	return slices.DeleteFunc(keys, func(key string) bool { return key == "" })
}
