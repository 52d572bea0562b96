package form

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"releve/internal/locale"
	"releve/internal/problem"
)

// file is one questionnaire file while it is read. It gathers every mistake with its line, so that an author
// sees all of them at once.
type file struct {
	name  string
	wrong *mistakes
}

// complain notes a mistake at a line.
func (f file) complain(line int, key string, args problem.Args) {
	full := problem.Args{"file": f.name, "line": strconv.Itoa(line)}
	maps.Copy(full, args)
	*f.wrong = append(*f.wrong, mistake{file: f.name, line: line, what: problem.New(problem.Invalid, key, full)})
}

// mistake is something wrong in a questionnaire file.
type mistake struct {
	file string
	line int
	what *problem.Error
}

// mistakes are those of one or several files, as they were found.
type mistakes []mistake

// list returns the mistakes by file and line.
func (m mistakes) list() problem.List {
	slices.SortStableFunc(m, func(a, b mistake) int {
		return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	var list problem.List
	for _, one := range m {
		list = append(list, one.what)
	}
	return list
}

// at returns the complaint function of a line.
func (f file) at(line int) complaint {
	return func(key string, args problem.Args) { f.complain(line, key, args) }
}

// members maps the keys that a mapping may have to what reads their value.
type members map[string]func(*yaml.Node)

// mapping reads the members of a mapping; unknown and doubled keys are mistakes. It returns the lines of the keys
// that are there.
func (f file) mapping(n *yaml.Node, known members) map[string]int {
	if n.Kind != yaml.MappingNode {
		f.complain(n.Line, "form.file.mapping", nil)
		return nil
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		read, ok := known[key.Value]
		switch {
		case lines[key.Value] > 0:
			f.complain(key.Line, "form.file.key.double", problem.Args{"key": key.Value})
		case !ok:
			f.complain(key.Line, "form.file.key.unknown", problem.Args{"key": key.Value, "known": known.names()})
		default:
			read(n.Content[i+1])
		}
		lines[key.Value] = key.Line
	}
	return lines
}

func (m members) names() string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// sequence reads the items of a sequence.
func (f file) sequence(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		f.complain(n.Line, "form.file.sequence", nil)
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// scalar returns the text of a plain value in the form in which texts are stored; false when it was complained of.
func (f file) scalar(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		f.complain(n.Line, "form.file.scalar", nil)
		return "", false
	}
	s, ok := locale.Clean(n.Value)
	if !ok {
		f.complain(n.Line, "form.file.unreadable", nil)
	}
	return s, ok
}

// str returns a reader of a plain value into a string.
func (f file) str(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) { *into, _ = f.scalar(n) }
}

// parsed returns a reader of a plain value that parse understands; key is the complaint about one that it does not.
func parsed[T any](f file, into *T, key string, parse func(string) (T, bool)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := f.scalar(n)
		if !ok {
			return
		}
		v, ok := parse(s)
		if !ok {
			f.complain(n.Line, key, problem.Args{"value": s})
			return
		}
		*into = v
	}
}

// integer returns a reader of a whole number.
func (f file) integer(into *int64) func(*yaml.Node) {
	return parsed(f, into, "form.file.integer", func(s string) (int64, bool) {
		v, err := strconv.ParseInt(s, 10, 64)
		return v, err == nil
	})
}

// number returns a reader of minutes, which may have halves.
func (f file) number(into *float64) func(*yaml.Node) {
	return parsed(f, into, "form.file.number", func(s string) (float64, bool) {
		v, err := strconv.ParseFloat(s, 64)
		return v, err == nil && v >= 0 && v <= maxMinutes
	})
}

// boolean returns a reader of true or false.
func (f file) boolean(into *bool) func(*yaml.Node) {
	return parsed(f, into, "form.file.boolean", func(s string) (bool, bool) {
		return s == "true", s == "true" || s == "false"
	})
}

// date returns a reader of a calendar date.
func (f file) date(into *string) func(*yaml.Node) {
	return parsed(f, into, "form.file.date", func(s string) (string, bool) {
		d, wrong := ReadDate(s)
		return d, wrong == nil && d != ""
	})
}

// strs returns a reader of a sequence of plain values.
func (f file) strs(into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		f.sequence(n, func(item *yaml.Node) {
			if s, ok := f.scalar(item); ok {
				*into = append(*into, s)
			}
		})
	}
}

// languages reads a mapping with one member for each language, all of them written out.
func (f file) languages(n *yaml.Node, read func(locale.Tag, *yaml.Node)) {
	known := members{}
	for _, tag := range locale.Languages() {
		known[string(tag)] = func(v *yaml.Node) { read(tag, v) }
	}
	lines := f.mapping(n, known)
	var missing []string
	for _, tag := range locale.Languages() {
		if lines[string(tag)] == 0 {
			missing = append(missing, string(tag))
		}
	}
	if lines != nil && missing != nil {
		f.complain(n.Line, "form.file.language", problem.Args{"missing": strings.Join(missing, ", ")})
	}
}

// text returns a reader of a text in four languages.
func (f file) text(into *locale.Text) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = locale.Text{}
		f.languages(n, func(tag locale.Tag, v *yaml.Node) {
			s, ok := f.scalar(v)
			if ok && s == "" {
				f.complain(v.Line, "form.file.text.empty", problem.Args{"language": string(tag)})
			}
			(*into)[tag] = s
		})
	}
}

// nouns returns a reader of singular and plural in four languages.
func (f file) nouns(into *Nouns) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = Nouns{}
		f.languages(n, func(tag locale.Tag, v *yaml.Node) {
			var noun Noun
			before := len(*f.wrong)
			f.mapping(v, members{"one": f.str(&noun.One), "other": f.str(&noun.Other)})
			if len(*f.wrong) == before && (noun.One == "" || noun.Other == "") {
				f.complain(v.Line, "form.file.noun", problem.Args{"language": string(tag)})
			}
			(*into)[tag] = noun
		})
	}
}

// maxFile is the largest questionnaire file, in bytes.
const maxFile = 4 << 20

// foreign reads the YAML syntax of a file that somebody wrote; nil when there is nothing to go on with.
func (f file) foreign(data []byte) *yaml.Node {
	if len(data) > maxFile {
		f.complain(1, "form.file.large", problem.Args{"most": maxFile >> 10})
		return nil
	}
	return f.parse(data)
}

// parse reads the YAML syntax of one document. JSON is YAML too, so that a stored form is read by the same code.
func (f file) parse(data []byte) *yaml.Node {
	documents := yaml.NewDecoder(bytes.NewReader(data))
	var doc, further yaml.Node
	err := documents.Decode(&doc)
	if errors.Is(err, io.EOF) {
		f.complain(1, "form.file.empty", nil)
		return nil
	}
	if err == nil {
		if err = documents.Decode(&further); errors.Is(err, io.EOF) {
			return f.plain(&doc)
		}
	}
	if err != nil {
		f.complain(syntaxLine(err, data), "form.file.syntax", nil)
		return nil
	}
	f.complain(further.Content[0].Line, "form.file.several", nil)
	return nil
}

// plain returns the content of a document without aliases.
func (f file) plain(doc *yaml.Node) *yaml.Node {
	if alias := findAlias(doc); alias != nil {
		f.complain(alias.Line, "form.file.alias", nil)
		return nil
	}
	return doc.Content[0]
}

// findAlias returns the first alias: a few of them can unfold a small file into an endless one.
func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n
	}
	for _, inner := range n.Content {
		if alias := findAlias(inner); alias != nil {
			return alias
		}
	}
	return nil
}

// syntaxLine returns the line at which the YAML library gave up: it does not say so for signs that no YAML file may
// hold, of which it is the line of the first.
func syntaxLine(err error, data []byte) int {
	if load, ok := errors.AsType[*yaml.LoadError](err); ok && load.Mark.Line > 0 {
		return load.Mark.Line
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if _, ok := locale.Clean(string(line)); !ok {
			return i + 1
		}
	}
	return 1
}
