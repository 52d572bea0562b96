package interchange

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Limits of a file.
const (
	mostLines   = 1_000_000
	mostColumns = 400
	mostSigns   = 32_767 // of a cell: what a spreadsheet holds
)

// Line is one line of a file as it was read, its values as they stand there. The receiver may keep the values.
type Line struct {
	Number int // the row that a spreadsheet shows, from 1; in JSON the object, from 1
	Values []string
}

// Options say how strictly a file is read.
type Options struct {
	Strict     bool      // refuse services that the campaign does not have
	AsCampaign bool      // take sheets of another campaign
	Random     io.Reader // for ids that are missing and for links of new services
}

// File is what a file of sheets holds, ready for a store.
type File struct {
	campaign.Importation
	Lines []int // the line on which each sheet first stands, see Line.Number
	Notes []Note

	begins func(object int) int // line of a JSON file; nil for files of lines
}

// Note is something to say about a file that was read: a message with its arguments.
type Note struct {
	Key  string
	Args problem.Args
}

// Read reads the lines of a file, the header first. What is wrong comes back all at once as a problem.List in the
// order of the file, a hundred at most and then their number; nothing of such a file is to be kept. Other errors
// are those of the lines themselves and of the randomness, from which sheets without an id get one.
func (l *Layout) Read(lines iter.Seq2[Line, error], o Options) (*File, error) {
	return newReader(l, o).all(lines)
}

// all reads the lines of a file.
func (r *reader) all(lines iter.Seq2[Line, error]) (*File, error) {
	for line, err := range lines {
		if err == nil {
			err = r.line(line)
		}
		if err == nil {
			continue
		}
		if wrong := problem.All(err); len(wrong) > 0 {
			for _, p := range wrong {
				r.wrong.add(line.Number, p)
			}
			break
		}
		if errors.Is(err, errStop) {
			break
		}
		return nil, fmt.Errorf("read file of sheets: %w", err)
	}
	return r.finish()
}

// errStop says that reading on makes no sense; what is wrong was noted.
var errStop = errors.New("file is beyond reading")

// Locate turns problems of a store, which name sheets by their place in the importation (argument "sheet"), into
// problems that name the line. Any other error comes back as it is.
func (f *File) Locate(err error) error {
	all := problem.All(err)
	located := refusals{at: f.begins}
	for _, wrong := range all {
		place, ok := wrong.Args["sheet"].(int)
		if !ok || place < 0 || place >= len(f.Lines) {
			return err
		}
		located.cell(f.Lines[place], sheet.FieldID, f.Sheets[place].ID.String(), wrong)
	}
	if len(all) == 0 {
		return err
	}
	return located.list()
}

// reader reads one file.
type reader struct {
	layout  *Layout
	options Options
	wrong   refusals
	file    File
	header  []column
	headed  int            // line of the header
	at      map[string]int // place of each column that is there
	plans   map[string]*reading
	sheets  map[sheet.ID]int // place in file.Sheets
	waiting map[int]*gathered
	lines   int
	made    int  // sheets that got a new id
	bare    bool // texts come without the apostrophes that guard against formulas

	services map[string]bool // known ones and those that the file brings
	joining  []string        // those that the file brings, in its order
	said     map[string]bool // refusals that are told once
	fields   sheet.Fields    // of the sheet being read
}

func newReader(l *Layout, o Options) *reader {
	r := &reader{
		layout: l, options: o, at: map[string]int{}, plans: map[string]*reading{}, sheets: map[sheet.ID]int{},
		waiting: map[int]*gathered{}, services: map[string]bool{}, said: map[string]bool{}, fields: sheet.Fields{},
	}
	for _, p := range l.campaign.Participants {
		r.services[p.Code] = true
	}
	return r
}

// gathered is a sheet whose lines are being gathered.
type gathered struct {
	id     sheet.ID
	place  int // in file.Sheets
	plan   *reading
	line   int
	values []string // of its first line
	rows   []row
}

// row is a line of a sheet.
type row struct {
	number int // `_row`
	line   int
	values []string
}

// reading says how lines are read against one version of the form.
type reading struct {
	form   *form.Form
	repeat string // code of its repeat, "" without
	inside []bool // by column: an answer inside the repeat
}

// plan returns how lines of the version written in a cell are read, nil when there is no such version.
func (r *reader) plan(version string) *reading {
	if p, ok := r.plans[version]; ok {
		return p
	}
	number := r.layout.campaign.Version
	if version != "" {
		n, err := strconv.ParseInt(version, 10, 64)
		if err != nil {
			return nil
		}
		number = n
	}
	f, ok := r.layout.campaign.FormVersion(number)
	if !ok {
		return nil
	}
	p := &reading{form: f, inside: make([]bool, len(r.header))}
	if repeat := f.Repeat(); repeat != nil {
		p.repeat = repeat.Code
	}
	for i, c := range r.header {
		q, known := f.Question(c.question)
		p.inside[i] = known && c.use == useAnswer && f.InRepeat(q)
	}
	r.plans[version] = p
	return p
}

// line reads one line. Lines with nothing in them, which spreadsheets leave behind, are passed over.
func (r *reader) line(ln Line) error {
	if empty(ln.Values) {
		return nil
	}
	if r.header == nil {
		return r.head(ln)
	}
	if r.lines++; r.lines > mostLines {
		args := problem.Args{"most": mostLines}
		r.wrong.add(ln.Number, problem.New(problem.TooLarge, "import.lines", args))
		return errStop
	}
	if !r.shape(&ln) {
		return nil
	}
	plan := r.plan(r.own(ln.Values, colVersion))
	if plan == nil {
		r.refuse(ln.Number, ln.Values, colVersion, problem.New(problem.Invalid, "import.version", problem.Args{"known": r.versions()}))
		return nil
	}
	return r.gather(plan, ln)
}

// finish reads the sheets that were waiting for more lines and says what the file holds.
func (r *reader) finish() (*File, error) {
	if r.header == nil && len(r.wrong.found) == 0 {
		r.wrong.add(0, problem.New(problem.Invalid, "import.empty", nil))
	}
	for place := range r.file.Lines {
		if g, ok := r.waiting[place]; ok {
			r.read(g)
		}
	}
	r.refuseCycles()
	if err := r.wrong.list().OrNil(); err != nil {
		return nil, err
	}
	if err := r.join(); err != nil {
		return nil, err
	}
	if r.made > 0 {
		r.file.Notes = append(r.file.Notes, Note{Key: "import.note.ids", Args: problem.Args{"n": r.made}})
	}
	r.file.begins = r.wrong.at
	return &r.file, nil
}

// join makes participants of the services that the file brings, with links of their own.
func (r *reader) join() error {
	if len(r.joining) == 0 {
		return nil
	}
	for _, code := range r.joining {
		named := campaign.Participant{Code: code, Name: code, Kind: campaign.Other}
		p, err := campaign.NewParticipant(r.layout.campaign.Form(), named, r.options.Random)
		if err != nil {
			return fmt.Errorf("add participant of a file: %w", err)
		}
		r.file.Participants = append(r.file.Participants, p)
	}
	args := problem.Args{"n": len(r.joining), "codes": r.joining}
	r.file.Notes = append(r.file.Notes, Note{Key: "import.note.participants", Args: args})
	return nil
}

// once says whether something is told for the first time.
func (r *reader) once(what string) bool {
	if r.said[what] {
		return false
	}
	r.said[what] = true
	return true
}
