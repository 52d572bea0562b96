package form

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Library is a set of questionnaires with the lists and bands they share.
type Library struct {
	lists map[string]*List
	bands map[string]*BandSet
	forms map[string]*Form
}

// Load reads all questionnaires of a folder: lists/*.yaml, bands/*.yaml and *.yaml. Mistakes come back as a
// problem.List with file and line, all at once.
func Load(fsys fs.FS) (*Library, error) {
	lib := &Library{lists: map[string]*List{}, bands: map[string]*BandSet{}, forms: map[string]*Form{}}
	var wrong mistakes
	for _, pattern := range []string{"lists/*.yaml", "bands/*.yaml", "*.yaml"} {
		if err := lib.loadAll(fsys, pattern, &wrong); err != nil {
			return nil, fmt.Errorf("load questionnaires: %w", err)
		}
	}
	if err := wrong.list().OrNil(); err != nil {
		return nil, err
	}
	return lib, nil
}

func (lib *Library) loadAll(fsys fs.FS, pattern string, wrong *mistakes) error {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return fmt.Errorf("list %s: %w", pattern, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read questionnaire: %w", err)
		}
		lib.loadOne(file{name: name, wrong: wrong}, path.Dir(name), data)
	}
	return nil
}

func (lib *Library) loadOne(f file, folder string, data []byte) {
	n := f.foreign(data)
	if n == nil {
		return
	}
	switch folder {
	case "lists":
		l := f.list(n)
		if before, double := lib.lists[l.Name]; double {
			f.double(n.Line, l.Name, before.file)
		}
		lib.lists[l.Name] = l
	case "bands":
		s := f.bandSet(n)
		if before, double := lib.bands[s.Name]; double {
			f.double(n.Line, s.Name, before.file)
		}
		lib.bands[s.Name] = s
	default:
		d := lib.draft(f)
		d.read(n)
		if before, double := lib.forms[d.form.ID]; double {
			f.double(d.line("form"), d.form.ID, before.file)
		}
		lib.forms[d.form.ID] = d.form
	}
}

func (lib *Library) draft(f file) *draft {
	d := &draft{file: f, lists: map[string]*List{}, bands: map[string]*BandSet{}}
	maps.Copy(d.lists, lib.lists)
	maps.Copy(d.bands, lib.bands)
	return d
}

// Forms returns the library's questionnaires by id.
func (lib *Library) Forms() []*Form {
	return slices.SortedFunc(maps.Values(lib.forms), func(a, b *Form) int { return strings.Compare(a.ID, b.ID) })
}

// Form returns the questionnaire with an id.
func (lib *Library) Form(id string) (*Form, bool) {
	f, ok := lib.forms[id]
	return f, ok
}

// Lists returns the library's lists by name.
func (lib *Library) Lists() []*List {
	return slices.SortedFunc(maps.Values(lib.lists), func(a, b *List) int { return strings.Compare(a.Name, b.Name) })
}

// BandSets returns the library's sets of bands by name.
func (lib *Library) BandSets() []*BandSet {
	return slices.SortedFunc(maps.Values(lib.bands), func(a, b *BandSet) int { return strings.Compare(a.Name, b.Name) })
}

// Read reads a questionnaire file that may use the library's lists and bands. Every mistake comes back at once
// as a problem.List, each with file, line and remedy.
func (lib *Library) Read(name string, data []byte) (*Form, error) {
	var wrong mistakes
	f := file{name: name, wrong: &wrong}
	read := lib.read(f, f.foreign(data))
	if err := wrong.list().OrNil(); err != nil {
		return nil, err
	}
	return read, nil
}

// read reads a questionnaire whose syntax is read; it is of no use when the file has mistakes.
func (lib *Library) read(f file, n *yaml.Node) *Form {
	if n == nil {
		return nil
	}
	d := lib.draft(f)
	d.read(n)
	return d.form
}

// ErrDamaged says that a stored questionnaire does not read back.
var ErrDamaged = errors.New("stored questionnaire is damaged")

// Decode reads what Encode wrote. Its error holds no problem for a person: a damaged store is nobody's input.
func Decode(data []byte) (*Form, error) {
	var wrong mistakes
	f := file{name: "stored", wrong: &wrong}
	read := (&Library{}).read(f, f.parse(data))
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrDamaged, wrong.list().Error())
	}
	return read, nil
}
