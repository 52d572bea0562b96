package form

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"releve/internal/problem"
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
	var wrong problem.List
	for _, pattern := range []string{"lists/*.yaml", "bands/*.yaml", "*.yaml"} {
		if err := lib.loadAll(fsys, pattern, &wrong); err != nil {
			return nil, fmt.Errorf("load questionnaires: %w", err)
		}
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	return lib, nil
}

func (lib *Library) loadAll(fsys fs.FS, pattern string, wrong *problem.List) error {
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
	n := f.parse(data)
	if n == nil {
		return
	}
	switch folder {
	case "lists":
		l := f.list(n)
		lib.lists[l.Name] = l
	case "bands":
		s := f.bandSet(n)
		lib.bands[s.Name] = s
	default:
		d := lib.draft(f)
		d.read(n)
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
	return slices.SortedFunc(maps.Values(lib.forms), func(a, b *Form) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
}

// Form returns the questionnaire with an id.
func (lib *Library) Form(id string) (*Form, bool) {
	f, ok := lib.forms[id]
	return f, ok
}

// Lists returns the library's lists by name.
func (lib *Library) Lists() []*List {
	return slices.SortedFunc(maps.Values(lib.lists), func(a, b *List) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
}

// BandSets returns the library's sets of bands by name.
func (lib *Library) BandSets() []*BandSet {
	return slices.SortedFunc(maps.Values(lib.bands), func(a, b *BandSet) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
}

// Read reads a questionnaire file that may use the library's lists and bands. Every mistake comes back at once
// as a problem.List, each with file, line and remedy.
func (lib *Library) Read(name string, data []byte) (*Form, error) {
	var wrong problem.List
	f := file{name: name, wrong: &wrong}
	n := f.parse(data)
	if n == nil {
		return nil, wrong
	}
	d := lib.draft(f)
	d.read(n)
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	return d.form, nil
}

// ErrDamaged says that a stored questionnaire does not read back.
var ErrDamaged = errors.New("stored questionnaire is damaged")

// Decode reads what Encode wrote.
func Decode(data []byte) (*Form, error) {
	f, err := (&Library{}).Read("stored", data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return f, nil
}
